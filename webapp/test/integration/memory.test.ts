/**
 * Crowds that want more memory than there is: the app serves what it can and refuses the rest with 503, and is not killed.
 *
 * `MEMORY_TEST_SECONDS` makes each crowd last longer, `MEMORY_TEST_LIMIT_MIB` gives the app another limit.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import type { CrowdOptions, CrowdReport } from '../support/crowd';
import { eventually } from '../support/eventually';
import { LimitedApp } from '../support/limited-app';
import { RedisServer } from '../support/redis-server';

const SECONDS = Number(process.env['MEMORY_TEST_SECONDS'] ?? 8);
const LIMIT_BYTES = Number(process.env['MEMORY_TEST_LIMIT_MIB'] ?? 320) * 2 ** 20;
const MAX_SHARE = 0.9;
const ITEMS = 300;
const BODY_BYTES = 65_000;

let primary: RedisServer;
let replica: RedisServer;
let app: LimitedApp;

before(async () => {
  primary = await RedisServer.start();
  replica = await primary.startReplica();
  app = await LimitedApp.start(LIMIT_BYTES, {
    REDIS_URL: primary.url,
    REDIS_REPLICAS_URL: replica.url,
    // On a slow machine too, memory alone decides.
    REDIS_COMMAND_TIMEOUT_MS: '20000',
    REQUEST_TIMEOUT_MS: '30000',
    LOG_LEVEL: 'info',
  });
  await eventually(async () => assert.equal((await fetch(`${app.url}/readyz`)).status, 200));
  for (let n = 0; n < ITEMS; n += 1) {
    const body = JSON.stringify({ value: 'x'.repeat(BODY_BYTES - 12) });
    const headers = { 'content-type': 'application/json' };
    assert.ok((await fetch(`${app.url}/items/c${n}`, { method: 'PUT', headers, body })).ok);
  }
});

async function crowd(options: Omit<CrowdOptions, 'url' | 'seconds' | 'clients'>): Promise<CrowdReport> {
  app.forgetPeak();
  const all = { url: app.url, seconds: SECONDS, clients: 1000, ...options };
  const script = join(__dirname, '..', 'support', 'crowd.ts');
  const child = spawn(process.execPath, ['--require', 'ts-node/register', script, JSON.stringify(all)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  await once(child, 'close');
  return JSON.parse(output);
}

/** Only successes and honest refusals came, the process lives, and memory stayed below the limit. */
function assertHeld(t: TestContext, { statuses, problems, errors, maxMs }: CrowdReport, ...good: string[]): void {
  const { peakBytes, limitBytes } = app;
  const share = peakBytes / limitBytes;
  t.diagnostic(
    `${JSON.stringify(statuses)}, slowest ${maxMs} ms, peak ${Math.round(peakBytes / 2 ** 20)} MiB: ${Math.round(100 * share)} % of the limit${app.isEnforced ? '' : ' (not enforced)'}`,
  );
  assert.equal(app.ended, undefined);
  assert.deepEqual(errors, []);
  const others = Object.keys(statuses).filter((status) => status !== '503' && !good.includes(status));
  assert.deepEqual(others, [], JSON.stringify(statuses));
  assert.deepEqual(
    problems.filter((type) => type !== '/problems/overloaded' && type !== '/problems/not-found'),
    [],
  );
  assert.ok(
    good.some((status) => (statuses[status] ?? 0) > 0),
    `no success: ${JSON.stringify(statuses)}`,
  );
  assert.ok(share < MAX_SHARE, `${peakBytes} of ${limitBytes} bytes`);
}

const time = { timeout: (SECONDS + 60) * 1000 };

test('a thousand connections that write large items as fast as they can', time, async (t) => {
  const report = await crowd({ method: 'PUT', path: '/items/c#', bodyBytes: BODY_BYTES, rude: true });
  assertHeld(t, report, '200', '201');
});

test('a thousand connections that send their bodies slowly', time, async (t) => {
  const report = await crowd({ method: 'PUT', path: '/items/c#', bodyBytes: BODY_BYTES, sendMs: 3000 });
  assertHeld(t, report, '200', '201');
});

test('a thousand connections that take large pages slowly', time, async (t) => {
  const report = await crowd({ method: 'GET', path: '/items?limit=100', pauseMs: 50 });
  assertHeld(t, report, '200');
});

test('a thousand connections that take large items slowly', time, async (t) => {
  const report = await crowd({ method: 'GET', path: '/items/c#', pauseMs: 1000 });
  assertHeld(t, report, '200', '404');
});

test('after all that every request succeeds again', async () => {
  await eventually(async () => {
    for (const path of ['/items/c1', '/items?limit=10', '/readyz']) {
      assert.equal((await fetch(`${app.url}${path}`)).status, 200, path);
    }
  });
});
