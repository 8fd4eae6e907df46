import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';
import { RedisServer } from '../support/redis-server';

const ROOT = join(__dirname, '..', '..');
const started: ChildProcess[] = [];
after(() => {
  for (const child of started) child.kill('SIGKILL');
});
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

/** Starts the service as a process of its own, with nothing but these variables. */
function run(env: Record<string, string>): Run {
  const child = spawn(process.execPath, ['--require', 'ts-node/register', 'src/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', ...env },
  });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, output: () => output, ended };
}

const portOf = (service: Run) =>
  eventually(() => {
    const port = /"port":(\d+)/.exec(service.output())?.[1];
    assert.ok(port, service.output());
    return Number(port);
  });

test('a wrong configuration ends with 78 and one line for each problem', async () => {
  const service = run({ PORT: 'http', REDIS_URL: 'redis://:hush@' });
  assert.equal(await service.ended, 78);
  assert.doesNotMatch(service.output(), /hush/);
  const lines = service.output().trim().split('\n');
  assert.deepEqual(
    lines.map((line) => line.split(':')[0]),
    ['PORT', 'REDIS_URL'],
  );
});

test('files with secrets that can’t be used end it with 78, and the line names file, line and fix', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  const tokens = join(folder, 'tokens');
  writeFileSync(tokens, '# of the shop\nwrite hush\n');
  try {
    const service = run({
      AUTH_TOKENS_FILE: tokens,
      REDIS_PASSWORD_FILE: join(folder, 'none'),
      REDIS_PASSWORD: 'hush',
    });
    assert.equal(await service.ended, 78);
    assert.deepEqual(service.output().trim().split('\n'), [
      `AUTH_TOKENS_FILE: ${tokens}, line 2: has a token of 4 characters; it takes 32 to 256: openssl rand -hex 32 makes one`,
      `REDIS_PASSWORD_FILE: cannot read ${join(folder, 'none')} (ENOENT); mount the file so that this user can read it`,
      'REDIS_PASSWORD_FILE: REDIS_PASSWORD is set too, and only one of them can hold; unset the other',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a port in use ends with 1 and says so', async () => {
  const other = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  try {
    const service = run({ PORT: String(port), LOG_LEVEL: 'silent' });
    assert.equal(await service.ended, 1);
    assert.match(service.output(), new RegExp(`^port ${port} is in use`));
  } finally {
    other.close();
  }
});

test('without Redis it lives, is not ready, and responds with 503; with Redis it becomes ready', async () => {
  const redisPort = await freePort();
  const service = run({ PORT: '0', REDIS_URL: `redis://127.0.0.1:${redisPort}`, SHUTDOWN_DELAY_MS: '0' });
  const url = `http://127.0.0.1:${await portOf(service)}`;
  assert.equal((await fetch(`${url}/livez`)).status, 200);
  assert.equal((await fetch(`${url}/readyz`)).status, 503);
  assert.equal((await fetch(`${url}/items/a`)).status, 503);
  service.child.kill('SIGTERM');
  assert.equal(await service.ended, 0);
});

test('SIGTERM: not ready but serving, then requests in flight finish, then exit code 0', async () => {
  const redis = await RedisServer.start();
  const service = run({ PORT: '0', REDIS_URL: redis.url, SHUTDOWN_DELAY_MS: '1500' });
  const url = `http://127.0.0.1:${await portOf(service)}`;
  await eventually(async () => assert.equal((await fetch(`${url}/readyz`)).status, 200));
  service.child.kill('SIGTERM');
  await eventually(async () => assert.equal((await fetch(`${url}/readyz`)).status, 503));
  const late = await fetch(`${url}/items/late`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"value":1}',
  });
  assert.equal(late.status, 201);
  assert.equal(late.headers.get('connection'), 'close');
  assert.equal(await service.ended, 0);
  assert.equal(await redis.client.get('item:late'), '1');
});

test('a wrong password is named in the log and by /readyz, and appears nowhere itself', async () => {
  const redis = await RedisServer.start('--requirepass', 'right');
  const service = run({ PORT: '0', REDIS_URL: redis.url, REDIS_PASSWORD: 'hush-wrong', SHUTDOWN_DELAY_MS: '0' });
  const url = `http://127.0.0.1:${await portOf(service)}`;
  await eventually(async () => assert.match(await (await fetch(`${url}/readyz`)).text(), /WRONGPASS/));
  service.child.kill('SIGTERM');
  assert.equal(await service.ended, 0);
  assert.match(service.output(), /WRONGPASS/);
  for (const line of service.output().trim().split('\n')) assert.ok(JSON.parse(line).msg, line);
  assert.doesNotMatch(service.output(), /hush/);
});
