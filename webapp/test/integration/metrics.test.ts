import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { LightClient } from '../support/light-client';
import type { TestService } from '../support/service';
import { startStack } from '../support/stack';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'LOCK', 'REPORT', 'PURGE'];

/** What polls and the sweeper send, whatever clients do. */
const REGULAR_COMMANDS = /command="(info|sweep|sweep-find)"/;

let service: TestService;

before(async () => {
  ({ service } = await startStack(0, { METRICS_PORT: '0', REDIS_COMMAND_TIMEOUT_MS: '10000' }));
});

async function series(): Promise<string[]> {
  const lines = (await service.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.slice(0, line.lastIndexOf(' '))).sort();
}

function random(): string {
  return Math.random().toString(36).slice(2);
}

async function flood(count: number): Promise<void> {
  const paths = [
    () => `/items/${random()}`,
    () => `/items/${random()}%20`,
    () => `/items?limit=1&x=${random()}`,
    () => `/${random()}/${random()}`,
    () => `/items/${random()}/${random()}`,
  ];
  let left = count;
  const worker = async () => {
    let client = await LightClient.to(service.url);
    while (left-- > 0) {
      const path = paths[left % paths.length] ?? random;
      const { header } = await client.request(METHODS[(left * 7) % METHODS.length] ?? 'GET', path());
      if (header('Connection') === 'close') client = await LightClient.to(service.url);
    }
    client.close();
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}

test('ten thousand requests for random paths, ids and methods add not one series', async () => {
  await flood(500);
  const before = await series();
  await flood(10_000);
  const known = new Set(before);
  // Node's own come with garbage collections and open handles, those of the polls and the sweeper with time.
  const notOurs = (each: string) => each.startsWith('nodejs_') || REGULAR_COMMANDS.test(each);
  assert.deepEqual(
    (await series()).filter((each) => !known.has(each) && !notOurs(each)),
    [],
  );
  assert.ok((await service.metric('http_requests_total')) >= 10_500);
});

test('a scrape takes little time, with everything on', async (t) => {
  const times: number[] = [];
  let bytes = 0;
  for (let n = 0; n < 30; n += 1) {
    const start = performance.now();
    bytes = (await service.metrics()).length;
    times.push(performance.now() - start);
  }
  const [median = 0] = times.sort((a, b) => a - b).slice(15);
  t.diagnostic(`/metrics: ${bytes} bytes, ${(await series()).length} series, median of 30 ${median.toFixed(1)} ms`);
  assert.ok(bytes > 1000);
});

test('requests are counted by route pattern, method and status class', async () => {
  const labels = { route: '/items/:id', method: 'PUT', status: '2XX' };
  const before = await service.metric('http_requests_total', labels);
  await service.put('counted', 1);
  assert.equal(await service.metric('http_requests_total', labels), before + 1);
  assert.equal(await service.metric('http_request_duration_seconds_count', labels), before + 1);
});

test('/livez never asks Redis', async () => {
  const commands = async () => {
    const lines = (await service.metrics())
      .split('\n')
      .filter((line) => line.startsWith('webapp_redis_commands_total'));
    return lines.filter((line) => !REGULAR_COMMANDS.test(line));
  };
  const before = await commands();
  for (let i = 0; i < 100; i += 1) assert.equal((await service.get('/livez')).status, 200);
  assert.deepEqual(await commands(), before);
});

test('the buckets start below a millisecond', async () => {
  assert.match(await service.metrics(), /http_request_duration_seconds_bucket\{le="0\.0005",/);
});

test('Redis commands, reads and the state of the nodes are counted', async () => {
  await service.put('own', 1);
  await service.get('/items/own');
  assert.ok(
    (await service.metric('webapp_redis_commands_total', { role: 'primary', command: 'put', outcome: 'ok' })) > 0,
  );
  assert.ok(
    (await service.metric('webapp_redis_command_duration_seconds_count', { role: 'primary', command: 'get' })) > 0,
  );
  assert.ok((await service.metric('webapp_reads_total', { served_by: 'primary', reason: 'no-replica' })) > 0);
  assert.equal(await service.metric('webapp_primary_up'), 1);
  assert.equal(await service.metric('webapp_replicas_connected'), 0);
  assert.equal(await service.metric('webapp_build_info', { version: '0.1.0' }), 1);
});

test('with a port of their own the metrics are not on the API’s, and nothing else is on theirs', async () => {
  assert.equal((await service.get('/metrics')).status, 404);
  const other = await fetch(service.metricsUrl.replace('/metrics', '/items'));
  assert.equal(other.status, 404);
  assert.match(other.headers.get('content-type') ?? '', /problem/);
  await other.text();
});
