/**
 * `deploy-all.sh rotate` against a cluster that is played by a script: it keeps the Secrets as files, records what it is told, and fails where a test says so.
 * What Redis makes of it: tools/chart-scripts/redis/integration/password.test.ts; the whole on a cluster: `make e2e`.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { Tokens } from '../../../webapp/src/auth/tokens';
import { PROJECT_ROOT } from '../../values/io';
import type { Context } from '../context';
import type { StackError } from '../errors';
import { rotate } from '../kubernetes/rotate';
import { rotate as rotateLocal } from '../local/target';
import { readOptions } from '../options';
import { run } from '../run';

const folder = mkdtempSync(join(tmpdir(), 'rotate-test-'));
const file = (name: string) => join(folder, name);
const savedPath = process.env['PATH'];
after(() => {
  process.env['PATH'] = savedPath;
  rmSync(folder, { recursive: true, force: true });
});

/** `fail-at` holds a pattern: calls that match it fail. */
const KUBECTL = `#!/bin/sh
cd '${folder}'
case "$*" in *' exec '*) read -r new; read -r old; call="$* [$new] [$old]" ;; *) call=$* ;; esac
printf '%s\\n' "$call" >>calls
if [ -s fail-at ] && printf '%s' "$call" | grep -q -f fail-at; then echo "password: played failure" >&2; exit 1; fi
case "$*" in
  *'config current-context') echo production ;;
  *'config view'*) echo https://cluster.example:6443 ;;
  *'get secret '*) cat secret ;;
  *'replace '*) cat >secret ;;
  *'get pods '*"=$(cat redis-name) "*) cat redis-pods ;;
  *'get pods '*'=webapp '*) cat webapp-pods ;;
  *'get pods '*"=$(cat grafana-name) "*) cat grafana-pods ;;
  *'get pods '*) echo '{"items":[]}' ;;
esac
`;

const HELM = `#!/bin/sh
case "$*" in version*) echo v3.20.0 ;; *'get values'*) cat '${folder}/values' ;; esac
`;

interface Fake {
  containers: string[];
  variable?: string;
  from?: { name: string; key: string };
  volumes?: unknown[];
}

function pods(name: string, fakes: Record<string, Fake>): void {
  const items = Object.entries(fakes).map(([pod, { containers, variable = 'X', from, volumes = [] }]) => ({
    metadata: { name: pod },
    spec: {
      containers: containers.map((container) => ({
        name: container,
        env: [{ name: variable, valueFrom: { secretKeyRef: from } }],
      })),
      volumes,
    },
    status: { containerStatuses: containers.map((container) => ({ name: container, state: { running: {} } })) },
  }));
  writeFileSync(file(name), JSON.stringify({ items }));
}

/** The release's redis.nameOverride, and what it says of Grafana. */
function named(nameOverride: string, grafana: { nameOverride?: string; namespaceOverride?: string } = {}): void {
  const values = {
    workload: { namespace: 'iacproject' },
    redis: { nameOverride },
    'kube-prometheus-stack': { grafana },
  };
  writeFileSync(file('values'), JSON.stringify(values));
  writeFileSync(file('grafana-name'), grafana.nameOverride || 'grafana');
  writeFileSync(file('redis-name'), nameOverride || 'redis');
}

function setSecret(values: Record<string, string>): void {
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  const object = { kind: 'Secret', metadata: { resourceVersion: '7' }, data: Object.fromEntries(data) };
  writeFileSync(file('secret'), JSON.stringify(object));
}

function secret(): Record<string, string> {
  const { data } = JSON.parse(readFileSync(file('secret'), 'utf8')) as { data: Record<string, string> };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

/** What was told to the containers of Redis: `POD CONTAINER STEPS [NEW] [OLD]`. */
function told(): string[] {
  const pattern = /exec --stdin .* (\S+) --container (\S+) -- bash \S+password\.sh \S+ (.*)$/;
  return lines().flatMap((line) => {
    const [, pod, container, rest] = pattern.exec(line) ?? [];
    return pod === undefined ? [] : [`${pod} ${container} ${rest}`];
  });
}

const lines = () => (existsSync(file('calls')) ? readFileSync(file('calls'), 'utf8').trimEnd().split('\n') : []);
const failAt = (pattern: string) => writeFileSync(file('fail-at'), `${pattern}\n`);
const recover = () => rmSync(file('fail-at'));

/** @returns what the command printed */
async function rotated(what: string, ...args: string[]): Promise<string> {
  let output = '';
  const options = readOptions(['rotate', what, '--target', 'kubernetes', '--timeout', '1s', ...args], folder);
  const context = {
    options,
    repository: PROJECT_ROOT,
    stateFolder: folder,
    output: { write: (text: string) => (output += text) },
    run,
    env: process.env,
    signal: new AbortController().signal,
    ask: async () => undefined,
    startedAt: 0,
  } as unknown as Context;
  await rotate(context);
  return output;
}

beforeEach(() => {
  for (const name of ['calls', 'fail-at']) rmSync(file(name), { force: true });
  for (const [name, script] of [
    ['kubectl', KUBECTL],
    ['helm', HELM],
  ] as const) {
    writeFileSync(file(name), script);
    chmodSync(file(name), 0o755);
  }
  named('');
  process.env['PATH'] = `${folder}:${savedPath}`;
  process.env['HELM_BIN'] = file('helm');
  const from = { name: 'tme1crv-redis-auth', key: 'redis-password' };
  pods('redis-pods', {
    'node-0': { containers: ['redis', 'sentinel', 'metrics'], variable: 'REDIS_PASSWORD', from },
    'node-1': { containers: ['redis', 'sentinel', 'metrics'], variable: 'REDIS_PASSWORD', from },
  });
  const tokens = { name: 'api-tokens', secret: { secretName: 'tokens', items: [{ key: 'tokens' }] } };
  pods('webapp-pods', { 'webapp-1': { containers: ['webapp'], volumes: [tokens] } });
  pods('grafana-pods', {
    'grafana-1': {
      containers: ['grafana', 'sidecar'],
      variable: 'GF_SECURITY_ADMIN_PASSWORD',
      from: { name: 'tme1crv-grafana-admin', key: 'admin-password' },
    },
  });
});

test('redis: each step reaches every Redis and Sentinel before the next begins, and no password is an argument', async () => {
  setSecret({ 'redis-password': 'old' });
  assert.match(await rotated('redis'), /done: the new password is the only one/);
  const fresh = secret()['redis-password'] as string;
  assert.match(fresh, /^[0-9a-f]{48}$/);
  assert.deepEqual(Object.keys(secret()), ['redis-password']);
  const everywhere = (steps: string) =>
    ['node-0', 'node-1'].flatMap((pod) =>
      ['redis', 'sentinel'].map((container) => `${pod} ${container} ${steps} [${fresh}] [old]`),
    );
  assert.deepEqual(told(), ['accept', 'accept use', 'accept use shown', 'only'].flatMap(everywhere));
  // Only the web app has to have read it, too, before the old one goes.
  const read = lines().findIndex((line) => line.includes('REDIS_PASSWORD_FILE redis-password'));
  assert.ok(read > 0 && read < lines().findIndex((line) => line.includes('sentinel only')));
  for (const line of lines()) assert.ok(!line.replace(/ \[.*$/, '').includes(fresh), line);
});

for (const [where, pattern] of [
  ['while the new one is drawn', 'replace'],
  ['while the nodes take it', 'node-1 .* accept \\['],
  ['while the nodes use it', 'node-0 .* accept use \\['],
  ['while the old one is taken away', 'node-1 .* only'],
] as const) {
  test(`redis: interrupted ${where}, it goes on with the same password and leaves one`, async () => {
    setSecret({ 'redis-password': 'old' });
    failAt(pattern);
    await assert.rejects(rotated('redis'), (error: StackError) => /same command again/.test(error.hint));
    const stopped = secret();
    const drawn = stopped['redis-password-next'] ?? stopped['redis-password'];
    recover();
    await rotated('redis');
    assert.deepEqual(Object.keys(secret()), ['redis-password']);
    if (drawn !== 'old') assert.equal(secret()['redis-password'], drawn);
  });
}

for (const [state, values, fresh] of [
  ['drawn', { 'redis-password': 'old', 'redis-password-next': 'new' }, 'new'],
  ['in the Secret', { 'redis-password': 'new', 'redis-password-previous': 'old' }, 'new'],
] as const) {
  test(`redis: where a former run had it ${state}, no other is drawn`, async () => {
    setSecret(values);
    await rotated('redis');
    assert.deepEqual(secret(), { 'redis-password': fresh });
    assert.ok(told().every((line) => line.endsWith('[new] [old]')));
  });
}

test('redis: a node that does not follow keeps the old password valid everywhere, and is named', async () => {
  setSecret({ 'redis-password': 'old' });
  failAt('node-1 .*shown');
  await assert.rejects(rotated('redis'), (error: StackError) => {
    assert.match(error.message, /waited 1 s for all pods to follow the Secret: node-1: played failure/);
    assert.match(error.hint, /same command again/);
    return true;
  });
  assert.ok(!told().some((line) => line.includes(' only ')));
  assert.equal(secret()['redis-password-previous'], 'old');
});

test('redis: it is found under the name that the release gives it, too', async () => {
  named('cache');
  setSecret({ 'redis-password': 'old' });
  assert.match(await rotated('redis'), /done: the new password is the only one/);
  assert.notEqual(secret()['redis-password'], 'old');
});

/** The script of docs/operations.md for those with kubectl alone. */
function documented(): string {
  const text = readFileSync(join(PROJECT_ROOT, 'docs/operations.md'), 'utf8');
  const [, section = ''] = text.split("## Rotate Redis' password\n");
  return /```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
}

for (const [how, flags] of [
  ['pasted', []],
  ['as a script', ['-e']],
] as const) {
  test(`redis: the documented commands, ${how}, stop where they find no pod, before they write the Secret`, () => {
    // A kubectl that knows the Secret and no pods.
    const kubectl = `#!/bin/sh\nprintf '%s\\n' "$*" >>'${file('calls')}'\ncase "$*" in *'get secret'*) printf b2xk ;; esac\n`;
    writeFileSync(file('kubectl'), kubectl);
    const { status, stderr } = spawnSync('bash', [...flags, '-c', documented()], { encoding: 'utf8', timeout: 20_000 });
    assert.notEqual(status, 0);
    assert.match(stderr, /no pod of Redis/);
    assert.ok(lines().some((line) => line.includes('get secret')));
    assert.ok(!lines().some((line) => line.includes('patch')));
  });
}

test('redis: a Redis outside of the release is not ours to change', async () => {
  pods('redis-pods', {});
  await assert.rejects(rotated('redis'), /Release tme1crv runs no Redis/);
});

test('api: new tokens stand beside the old ones until --finish; a repetition draws no more', async () => {
  setSecret({ tokens: `# ours\nwrite ${'w'.repeat(32)}\n\nread ${'r'.repeat(32)}\n` });
  const said = await rotated('api');
  assert.match(said, /get secret tokens --output 'jsonpath=\{\.data\.tokens\}' \| base64 --decode \| head -n 2/);
  const during = secret()['tokens'] as string;
  assert.match(during, /^write [0-9a-f]{64}\nread [0-9a-f]{64}\nwrite w{32}\nread r{32}\n$/);
  await rotated('api');
  assert.equal(secret()['tokens'], during);
  assert.match(await rotated('api', '--finish'), /the old tokens are gone/);
  assert.deepEqual(secret(), { tokens: during.split('\n').slice(0, 2).join('\n').concat('\n') });
  await assert.rejects(rotated('api', '--finish'), /No rotation of the tokens has begun/);
});

/** This many tokens, a line each. */
const many = (count: number) => Array.from({ length: count }, (_, n) => `write ${'w'.repeat(32)}${n}\n`).join('');

test('api: lines are read as the web app reads them, blanks around them do not count', async () => {
  setSecret({ tokens: `  write ${'w'.repeat(32)}\r\n\t# theirs\n   \nread\t${'r'.repeat(32)} \n` });
  await rotated('api');
  const during = secret()['tokens'] as string;
  assert.match(during, /^write [0-9a-f]{64}\nread [0-9a-f]{64}\nwrite w{32}\nread\tr{32}\n$/);
  assert.doesNotThrow(() => Tokens.parse(during));
});

test('api: what the web app would not take is refused before anything is written', async () => {
  const refused = async (tokens: string, message: RegExp, hint: RegExp) => {
    setSecret({ tokens });
    await assert.rejects(rotated('api'), (error: StackError) => {
      assert.match(error.message, message);
      assert.match(error.hint, hint);
      return true;
    });
    assert.deepEqual(secret(), { tokens });
    assert.ok(!lines().some((line) => line.includes('replace')));
  };
  const full =
    /^The Secret tokens holds 51 tokens, so that a rotation would make 102; the web app takes at most 100\.$/;
  await refused(many(51), full, /^Remove tokens that no client uses/);
  const line = /^The Secret tokens, key tokens, line 3: must be "read TOKEN" or "write TOKEN"/;
  await refused(`write ${'w'.repeat(32)}\n\nadmin ${'a'.repeat(32)}\n`, line, /^Mend this/);
  assert.throws(() => Tokens.parse(many(101)), /at most 100/);
});

test('api: as many tokens as the web app takes can be rotated to its maximum', async () => {
  setSecret({ tokens: many(50) });
  await rotated('api');
  assert.doesNotThrow(() => Tokens.parse(secret()['tokens'] as string));
});

test('api: --finish that was interrupted is repeated', async () => {
  setSecret({ tokens: 'write w2\n', 'tokens-old': 'write w1\n' });
  await rotated('api', '--finish');
  assert.deepEqual(secret(), { tokens: 'write w2\n' });
});

test('grafana: Grafana is told first, then the Secret, then its Deployment restarts; a repetition uses the same password', async () => {
  setSecret({ 'admin-user': 'admin', 'admin-password': 'old' });
  failAt('rollout restart');
  await assert.rejects(rotated('grafana'), /kubectl rollout restart failed/);
  const drawn = secret()['admin-password-next'];
  recover();
  await rotated('grafana');
  assert.deepEqual(secret(), { 'admin-user': 'admin', 'admin-password': drawn });
  const reset = lines().filter((line) => line.includes('grafana cli admin reset-admin-password --password-from-stdin'));
  assert.equal(reset.length, 2);
  for (const line of reset) assert.match(line, new RegExp(`\\[${drawn}\\]`));
  assert.ok(lines().at(-1)?.includes('replace'));
});

test('grafana: under another name and in another namespace, too', async () => {
  named('', { nameOverride: 'boards', namespaceOverride: 'monitoring' });
  setSecret({ 'admin-user': 'admin', 'admin-password': 'old' });
  await rotated('grafana');
  assert.notEqual(secret()['admin-password'], 'old');
  const touched = lines().filter((line) => / (exec|get secret|rollout restart) /.test(line));
  assert.ok(touched.length > 3, lines().join('\n'));
  for (const line of touched) assert.match(line, /--namespace monitoring/);
  assert.ok(lines().some((line) => line.includes('rollout restart deployment') && line.includes('name=boards')));
});

test('the local stack says how to get another secret', async () => {
  const context = { options: { secret: 'redis' }, stateFolder: '/somewhere' } as unknown as Context;
  await assert.rejects(rotateLocal(context), (error: StackError) => {
    assert.match(error.hint, /delete \/somewhere\/secret\/redis-password/);
    return true;
  });
});
