import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { rawRequest } from '../support/raw-request';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';

let redis: RedisServer;
let service: TestService;

before(async () => {
  redis = await RedisServer.start();
  service = await TestService.start({
    REDIS_URL: redis.url,
    REDIS_COMMAND_TIMEOUT_MS: '20000',
    MAX_CONCURRENT_REQUESTS: '3',
    REQUEST_TIMEOUT_MS: '700',
  });
  await service.whenHealthy(0);
});

after(async () => {
  await service?.stop();
  await redis?.stop();
});

test('beyond the limit of requests under way the next gets 503 at once, and probes are still answered', async () => {
  redis.freeze();
  const reads = Array.from({ length: 4 }, () => service.get('/items/a'));
  try {
    // All others wait for the frozen Redis.
    const refused = await Promise.race(reads);
    assert.equal(refused.status, 503);
    assert.equal(refused.json.type, '/problems/overloaded');
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.equal((await service.get('/livez')).status, 200);
    assert.equal((await service.get('/readyz')).status, 200);
  } finally {
    redis.thaw();
  }
  const statuses = (await Promise.all(reads)).map(({ status }) => status).sort();
  assert.deepEqual(statuses, [404, 404, 404, 503]);
  assert.equal((await service.get('/items/a')).status, 404);
});

test('a page and a batch count as their items, which is what they cost', async () => {
  redis.freeze();
  const page = service.get('/items?limit=2');
  const batch = service.get('/items?id=a');
  try {
    // What is sent after them and has been answered came after them: they are under way.
    for (let n = 0; n < 10; n += 1) await service.get('/livez');
    const refused = await service.get('/items/a');
    assert.deepEqual([refused.status, refused.json.type], [503, '/problems/overloaded']);
  } finally {
    redis.thaw();
  }
  assert.deepEqual([(await page).status, (await batch).status], [200, 200]);
  // One that is larger than the limit still goes through when it is alone.
  assert.equal((await service.get('/items?limit=100')).status, 200);
});

test('a request that takes too long to arrive gets 408 and loses the connection', async () => {
  const head = 'PUT /items/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n';
  assert.match(await rawRequest(service.url, `${head}{"value"`), /^HTTP\/1\.1 408 .*request-timeout/s);
  assert.match(await rawRequest(service.url, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow'), /^HTTP\/1\.1 408 /);
});

test('a client that never takes its answer is cut off', async () => {
  const other = await TestService.start({
    REDIS_URL: redis.url,
    REDIS_COMMAND_TIMEOUT_MS: '1500',
    REQUEST_TIMEOUT_MS: '500',
  });
  await other.whenHealthy(0);
  const ids = Array.from({ length: 50 }, (_, n) => `large:${n}`);
  // All answers together are more than the system's buffers hold.
  const REQUESTS = 6;
  await redis.client.mset(...ids.flatMap((id) => [`item:${id}`, JSON.stringify('x'.repeat(200_000))]));
  const url = new URL(other.url);
  const socket = connect(Number(url.port), url.hostname).pause();
  socket.on('error', () => {});
  try {
    socket.write(`GET /items?${ids.map((id) => `id=${id}`).join('&')} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(REQUESTS));
    await eventually(async () => assert.ok((await other.metric('webapp_reads_total')) > 0));
    // Longer than the service waits.
    await sleep(10_000);
    let bytes = 0;
    socket.on('data', (data) => (bytes += data.length)).resume();
    await eventually(() => assert.ok(socket.closed));
    assert.ok(bytes < REQUESTS * 10_000_000, `${bytes} bytes came`);
  } finally {
    socket.destroy();
    await other.stop();
  }
});

test('every answer has the security headers, and none says what the service is built with', async () => {
  for (const path of ['/', '/items', '/items/none', '/nowhere', '/livez', '/readyz', '/openapi.json', '/metrics']) {
    const { headers } = await service.get(path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-powered-by'), null);
  }
  const refused = await rawRequest(service.url, 'nonsense\r\n\r\n');
  assert.match(refused, /nosniff/);
});
