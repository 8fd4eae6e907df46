/** A real Redis takes its configuration as the rules read it: random files and arguments, in every spelling that Redis has. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { findBinaries, waitFor } from '../../deploy/local';
import { Values } from '../rules/values';
import { parseRedisBytes } from '../tme1crv/redis-conf/bytes';
import { last, type ServerConfiguration, serversOf, textOf } from '../tme1crv/redis-conf/effective';

const RUNS = 40;
const LIMIT_MS = 60_000;
/** What Redis has where nothing is said. */
const DEFAULTS: Record<string, string> = {
  maxmemory: '0',
  'maxmemory-policy': 'noeviction',
  appendonly: 'no',
  'min-replicas-to-write': '0',
};

// The path of a socket may have no more than some hundred characters.
const folder = mkdtempSync('/tmp/redis-reading-');
after(() => rmSync(folder, { recursive: true, force: true }));

const spelled = (word: string) =>
  fc.constantFrom(
    word,
    word.toUpperCase(),
    `"${word}"`,
    `'${word}'`,
    `${word.charAt(0).toUpperCase()}${word.slice(1)}`,
  );
const VALUES: [name: string, values: string[]][] = [
  ['maxmemory', ['1mb', '3m', '1048577', '2gb', '7KB', '0', '5b', '1Mi', '0.5gb', '-1']],
  ['maxmemory-policy', ['noeviction', 'allkeys-lru', 'Volatile-TTL']],
  ['appendonly', ['yes', 'no', 'NO']],
  ['min-slaves-to-write', ['1', '2']],
  ['min-replicas-to-write', ['3']],
];
const directive = fc
  .constantFrom(...VALUES)
  .chain(([name, values]) => fc.tuple(fc.constant(name), fc.constantFrom(...values)));
const line = fc.oneof(
  {
    weight: 12,
    arbitrary: directive.chain(([name, value]) =>
      fc.tuple(spelled(name), fc.constantFrom(' ', '\t', '  '), spelled(value)).map((words) => words.join('')),
    ),
  },
  { weight: 2, arbitrary: directive.map(([name, value]) => ` # ${name} ${value}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '   ',
      'maxmemory 1mb # note',
      'maxmemory "1mb',
      "appendonly 'no'x",
      'appendonly: no',
      'maxmemory \\',
    ),
  },
);
const text = fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n'));
const flag = fc.oneof(
  directive.map(([name, value]) => [`--${name} ${value}`]),
  directive.map(([name, value]) => [`--${name}`, value]),
  fc.constantFrom(['--maxmemory=1gb'], ['--save'], ['--maxmemory  "3mb" '], ['1gb']),
);
const flags = fc.array(flag, { maxLength: 2 }).map((all) => all.flat());

test('what Redis takes for its configuration is what the rules read', async () => {
  const { 'redis-server': program } = await findBinaries(['redis-server']);
  let run = 0;
  let started = 0;
  await fc.assert(
    fc.asyncProperty(text, text, flags, async (common, own, extra) => {
      run += 1;
      const [server] = serversOf(
        new Values({
          redis: {
            enabled: true,
            architecture: 'standalone',
            commonConfiguration: common,
            master: { configuration: own, extraFlags: extra },
          },
        }),
      );
      assert.ok(server);
      const taken = await takenByRedis(program, path.join(folder, String(run)), common, own, extra);
      if (taken !== undefined) started += 1;
      assert.deepEqual(taken, expected(server));
    }),
    { numRuns: RUNS, seed: 20_261_126 },
  );
  assert.ok(started > RUNS / 4 && started < RUNS, `${started} of ${RUNS} started`);
});

// --- internal ---

/** What the rules make of it; undefined: Redis doesn't start. */
function expected(server: ServerConfiguration): Record<string, string> | undefined {
  const sizes = server.settings
    .filter(({ name }) => name === 'maxmemory')
    .map((one) => parseRedisBytes(textOf(one) ?? ''));
  // Each of these directives has one value, and `save` none here.
  if (
    sizes.includes(undefined) ||
    server.settings.some(({ name, args }) => name === '' || args.length !== 1 || (name === 'save' && args[0] !== ''))
  )
    return;
  const found = Object.entries(DEFAULTS).map(([name, otherwise]) => {
    const value = textOf(last(server, name))?.toLowerCase() ?? otherwise;
    return [name, name === 'maxmemory' ? String(parseRedisBytes(value)) : value];
  });
  return Object.fromEntries(found);
}

/** Starts Redis as the subchart's script does. @returns what it says of its configuration; undefined: it doesn't start */
async function takenByRedis(
  program: string,
  own: string,
  common: string,
  role: string,
  extra: readonly string[],
): Promise<Record<string, string> | undefined> {
  mkdirSync(own);
  const file = (name: string, content: string) => {
    writeFileSync(path.join(own, name), content);
    return path.join(own, name);
  };
  const socket = path.join(own, 's');
  const files = ['--include', file('redis.conf', common), '--include', file('master.conf', role)];
  const args = ['--port', '0', '--unixsocket', socket, '--dir', own, ...files, ...extra];
  const child = spawn(program, args, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const redis = new Redis({ path: socket, retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on('error', () => {});
  try {
    let failed = false;
    void exited.then(() => (failed = true));
    await waitFor(async () => failed || redis.status === 'ready', {
      what: 'Redis',
      timeoutMs: LIMIT_MS,
      intervalMs: 10,
    });
    if (failed) return undefined;
    const pairs = Object.keys(DEFAULTS).map(async (name) => [name, ((await redis.config('GET', name)) as string[])[1]]);
    return Object.fromEntries(await Promise.all(pairs)) as Record<string, string>;
  } finally {
    redis.disconnect();
    child.kill('SIGKILL');
    await exited;
  }
}
