import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { rawRequest } from '../support/raw-request';
import type { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';
import { startStack } from '../support/stack';

let redis: RedisServer;
let service: TestService;

before(async () => {
  const limits = { REDIS_COMMAND_TIMEOUT_MS: '20000', MAX_CONCURRENT_REQUESTS: '3', REQUEST_TIMEOUT_MS: '700' };
  ({ primary: redis, service } = await startStack(0, limits));
});

test('beyond the limit of requests in flight the next gets 503 at once, and probes are still served', async () => {
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
    // What is sent after them and has got its response came after them: they are in flight.
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

const MEBI = 2 ** 20;

/** Sends the header of a request alone, and keeps the connection open. */
function sendHeader(url: string, ...lines: string[]): Socket {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(`${[...lines, 'Host: x', 'Content-Type: application/json'].join('\r\n')}\r\n\r\n`);
  return socket;
}

test('bodies are admitted by their bytes, before they are received: what does not fit gets 503 at once', async () => {
  // 166 MiB may be in flight, and a body is taken for six times its length.
  const limits = { MEMORY_LIMIT_BYTES: String(512 * MEBI), MAX_BODY_BYTES: String(20 * MEBI) };
  const other = await TestService.start({ REDIS_URL: redis.url, ...limits });
  await other.whenHealthy(0);
  const body = `{"value":"${'x'.repeat(10 * MEBI)}"}`;
  try {
    for (const length of [`Content-Length: ${20 * MEBI}`, 'Transfer-Encoding: chunked']) {
      const slow = sendHeader(other.url, 'PUT /items/slow HTTP/1.1', length);
      await eventually(async () => assert.ok((await other.metric('webapp_in_flight_bytes')) > 100 * MEBI));
      const refused = await other.request('PUT', '/items/large', body);
      assert.deepEqual([refused.status, refused.json.type], [503, '/problems/overloaded']);
      assert.equal(refused.headers.get('retry-after'), '1');
      assert.match(refused.json.detail, /bytes are in flight/);
      // What is small still fits.
      assert.ok((await other.put('small', 1)).status < 300);
      slow.destroy();
      await eventually(async () => assert.ok((await other.request('PUT', '/items/large', body)).status < 300));
    }
    assert.ok((await other.metric('webapp_overload_refusals_total', { reason: 'bytes' })) >= 2);
    // Its response is gone, so nothing is held any more.
    await eventually(async () => assert.equal(await other.metric('webapp_in_flight_bytes'), 0));
  } finally {
    await other.request('DELETE', '/items/large');
    await other.stop();
  }
});

test('a page ends early instead of taking more than its share of the memory, and no item is left out', async () => {
  const other = await TestService.start({
    REDIS_URL: redis.url,
    MEMORY_LIMIT_BYTES: String(512 * MEBI),
    MAX_BODY_BYTES: String(4 * MEBI),
  });
  await other.whenHealthy(0);
  const ids = Array.from({ length: 10 }, (_, n) => `page:${n}`);
  const value = JSON.stringify('x'.repeat(4_000_000));
  await redis.client.mset(...ids.flatMap((id) => [`item:${id}`, value]));
  await redis.client.zadd('items', ...ids.flatMap((id) => [0, id]));
  try {
    const found: string[] = [];
    const sizes: number[] = [];
    for (let next = ''; next !== null; ) {
      const page = await patiently(() => other.get(`/items?limit=100${next && `&cursor=${next}`}`));
      assert.equal(page.status, 200, page.text.slice(0, 500));
      sizes.push(page.json.items.length);
      found.push(...page.json.items.map((item: { id: string }) => item.id));
      next = page.json.next;
    }
    assert.deepEqual(
      found.filter((id) => id.startsWith('page:')),
      ids,
    );
    assert.ok(Math.max(...sizes) < ids.length, `${sizes}`);
    // All of them at once fit; so would not four times as many.
    const all = await patiently(() => other.get(`/items?${ids.map((id) => `id=${id}`).join('&')}`));
    assert.equal(all.json.items.length, 10);
  } finally {
    await redis.client.del('items', ...ids.map((id) => `item:${id}`));
    await other.stop();
  }
});

test('while memory is short large requests get 503, and small ones are still served', async () => {
  // This very process has more than that.
  const other = await TestService.start({
    REDIS_URL: redis.url,
    REDIS_COMMAND_TIMEOUT_MS: '20000',
    MEMORY_LIMIT_BYTES: String(64 * MEBI),
  });
  await other.whenHealthy(0);
  try {
    await eventually(async () => {
      const refused = await other.put('large', 'x'.repeat(60_000));
      assert.deepEqual([refused.status, refused.json.type], [503, '/problems/overloaded']);
      assert.match(refused.json.detail, /Memory is short/);
    });
    for (let n = 0; n < 20; n += 1) {
      const write = await other.put('small', n);
      assert.ok(write.status < 300, write.text);
    }
    assert.equal((await other.get('/items/small')).status, 200);
  } finally {
    await other.stop();
  }
});

test('beyond the limit of connections a request is told so, probes are served, and both lose the connection', async () => {
  const other = await TestService.start({ REDIS_URL: redis.url, MEMORY_LIMIT_BYTES: String(100 * MEBI) });
  await other.whenHealthy(0);
  const { port, hostname } = new URL(other.url);
  // A fifth of a tenth of 100 MiB, at 16 KiB each.
  const open = Array.from({ length: 128 }, () => connect(Number(port), hostname).on('error', () => {}));
  await Promise.all(open.map((socket) => once(socket, 'connect')));
  try {
    const asked = (path: string) => rawRequest(other.url, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    assert.match(await asked('/items/a'), /^HTTP\/1\.1 503 .*Connection: close.*Retry-After: 1.*overloaded/s);
    assert.match(await asked('/livez'), /^HTTP\/1\.1 200 .*Connection: close/s);
    for (const socket of open) socket.destroy();
    await eventually(async () => assert.equal((await other.get('/items/a')).status, 404));
  } finally {
    for (const socket of open) socket.destroy();
    await other.stop();
  }
});

test('beyond twice the limit of connections the oldest idle one makes room: a full pod is not dead', async () => {
  const other = await TestService.start({
    REDIS_URL: redis.url,
    REDIS_COMMAND_TIMEOUT_MS: '20000',
    MEMORY_LIMIT_BYTES: String(100 * MEBI),
  });
  await other.whenHealthy(0);
  const { port, hostname } = new URL(other.url);
  const open: Socket[] = [];
  const connectMore = async (count: number) => {
    const more = Array.from({ length: count }, () => connect(Number(port), hostname).on('error', () => {}));
    open.push(...more);
    await Promise.all(more.map((socket) => once(socket, 'connect')));
  };
  redis.freeze();
  try {
    // The oldest of all waits for its response, and isn't idle.
    const waiting = other.get('/items/a');
    await eventually(async () => assert.ok((await other.metric('webapp_in_flight_bytes')) > 0));
    // Twice a fifth of a tenth of 100 MiB, at 16 KiB each.
    await connectMore(256);
    for (let n = 0; n < 3; n += 1) {
      assert.match(await rawRequest(other.url, 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n'), /^HTTP\/1\.1 200 /);
    }
    await eventually(() => assert.ok(open[0]?.closed));
    assert.equal(open.at(-1)?.closed, false);
    await connectMore(300);
    redis.thaw();
    assert.equal((await waiting).status, 404);
  } finally {
    redis.thaw();
    for (const socket of open) socket.destroy();
    await other.stop();
  }
});

test('a request that takes too long to arrive gets 408 and loses the connection', async () => {
  const head = 'PUT /items/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n';
  assert.match(await rawRequest(service.url, `${head}{"value"`), /^HTTP\/1\.1 408 .*request-timeout/s);
  assert.match(await rawRequest(service.url, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow'), /^HTTP\/1\.1 408 /);
});

test('a client that never takes its response is cut off', async () => {
  const other = await TestService.start({
    REDIS_URL: redis.url,
    REDIS_COMMAND_TIMEOUT_MS: '1500',
    REQUEST_TIMEOUT_MS: '500',
  });
  await other.whenHealthy(0);
  const ids = Array.from({ length: 50 }, (_, n) => `large:${n}`);
  // All responses together are more than the system's buffers hold.
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

test('every response has the security headers, and none says what the service is built with', async () => {
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

/** Tries again for a while where memory is short: on a busy machine the garbage of the page before may still be there. */
async function patiently<T extends { status: number }>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await request();
    if (response.status !== 503 || attempt === 20) return response;
    await sleep(250);
  }
}
