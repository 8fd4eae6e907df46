import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { eventually } from '../support/eventually';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';

let primary: RedisServer;
let replicas: RedisServer[];
let service: TestService;

before(async () => {
  primary = await RedisServer.start();
  replicas = [await primary.startReplica(), await primary.startReplica()];
  const urls = replicas.map((replica) => replica.url).join(',');
  service = await TestService.start({ REDIS_URL: primary.url, REDIS_REPLICAS_URL: urls });
});

beforeEach(async () => {
  await service.whenHealthy(2);
  assert.ok((await service.put('there', 'value')).status < 300);
  // In a replica's first moments its primary holds writes back from it, so both are looked at.
  for (const replica of replicas) {
    await eventually(async () => assert.equal(await replica.client.get('item:there'), '"value"'));
  }
});

after(async () => {
  await service?.stop();
  for (const server of [primary, ...(replicas ?? [])]) await server?.stop();
});

test('while the primary is away writes get 503 with Retry-After, reads go on, and writes work again when it is back', async () => {
  await primary.crash();
  try {
    const write = await service.put('away', 1);
    assert.equal(write.status, 503);
    assert.equal(write.headers.get('retry-after'), '1');
    assert.match(write.json.type, /primary-unavailable|outcome-unknown/);
    for (let i = 0; i < 10; i += 1) assert.equal((await service.get('/items/there')).status, 200);
    await eventually(async () =>
      assert.equal((await service.get('/items/there')).headers.get('served-by'), 'replica-stale'),
    );
    assert.equal((await service.get('/readyz')).status, 200);
    assert.equal((await service.get('/livez')).status, 200);
  } finally {
    await primary.run();
  }
  await eventually(async () => assert.equal((await service.put('back', 1)).status, 201));
});

test('while the primary hangs a write gets its 503 in time', async () => {
  primary.freeze();
  try {
    const start = performance.now();
    const write = await service.put('hung', 1);
    // It takes REDIS_COMMAND_TIMEOUT_MS, 800 ms; without limits a client would wait for as long as Redis hangs.
    assert.ok(performance.now() - start < 5000);
    assert.equal(write.status, 503);
    assert.equal(write.headers.get('retry-after'), '1');
    assert.equal(write.json.type, '/problems/outcome-unknown');
    assert.equal((await service.get('/items/there')).status, 200);
    assert.equal((await service.get('/livez')).status, 200);
  } finally {
    primary.thaw();
  }
  await eventually(async () => assert.ok((await service.put('hung', 2)).status < 300));
});

test('a replica that hangs costs no failed read', async () => {
  replicas[0]?.freeze();
  try {
    const reads = await Promise.all(Array.from({ length: 50 }, () => service.get('/items/there')));
    assert.deepEqual([...new Set(reads.map((read) => read.status))], [200]);
  } finally {
    replicas[0]?.thaw();
  }
});

test('while all replicas are gone reads come from the primary', async () => {
  for (const replica of replicas) await replica.crash();
  try {
    const reads = await Promise.all(Array.from({ length: 20 }, () => service.get('/items/there')));
    assert.deepEqual([...new Set(reads.map((read) => read.status))], [200]);
    await eventually(async () => assert.equal((await service.get('/items/there')).headers.get('served-by'), 'primary'));
  } finally {
    for (const replica of replicas) await replica.run();
  }
});

test('a replica that lost its primary gets no reads while a healthier source is there', async () => {
  const cut = replicas[0] as RedisServer;
  await cut.client.replicaof('127.0.0.1', '1');
  try {
    await eventually(async () => {
      const { redis } = (await service.get('/readyz')).json;
      assert.equal(redis.replicas[0].healthy, false);
    });
    const before = await cut.keysRead();
    for (let i = 0; i < 20; i += 1) assert.equal((await service.get('/items/there')).status, 200);
    assert.equal(await cut.keysRead(), before);
  } finally {
    await cut.client.replicaof('127.0.0.1', primary.port);
  }
});

test('a primary out of memory refuses writes, with the reason, and reads go on', async () => {
  await primary.client.config('SET', 'maxmemory', '1');
  try {
    const write = await service.put('full', 1);
    assert.equal(write.status, 503);
    assert.match(write.json.detail, /OOM/);
    assert.equal((await service.get('/items/there')).status, 200);
  } finally {
    await primary.client.config('SET', 'maxmemory', '0');
  }
  assert.equal((await service.put('full', 1)).status, 201);
});
