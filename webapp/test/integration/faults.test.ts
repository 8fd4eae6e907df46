import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { eventually } from '../support/eventually';
import type { RedisServer } from '../support/redis-server';
import { IMPATIENT, TestService } from '../support/service';
import { SlowLink } from '../support/slow-link';
import { startStack } from '../support/stack';

let primary: RedisServer;
let replicas: RedisServer[];
let service: TestService;

before(async () => {
  ({ primary, replicas, service } = await startStack(2, IMPATIENT));
});

beforeEach(async () => {
  await service.whenHealthy(2);
  assert.ok((await service.put('there', 'value')).status < 300);
  // In a replica's first moments its primary holds writes back from it, so both are looked at.
  for (const replica of replicas) {
    await eventually(async () => assert.equal(await replica.client.get('item:there'), '"value"'));
  }
});

test('while the primary is away writes get 503 with Retry-After, reads go on, and writes work again when it is back', async (t) => {
  await primary.crash();
  try {
    const start = performance.now();
    const write = await service.put('away', 1);
    t.diagnostic(`a write is refused after ${since(start)} ms`);
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
  const start = performance.now();
  await eventually(async () => assert.equal((await service.put('back', 1)).status, 201));
  t.diagnostic(`writes work again ${since(start)} ms after the primary replies`);
});

test('a primary that comes back without its data takes writes at once, and its replicas forget with it', async () => {
  await primary.crash();
  await primary.run();
  await eventually(async () => assert.equal((await service.put('first', 1)).status, 201));
  await service.whenHealthy(2);
  await eventually(async () => assert.equal((await service.get('/items/there')).status, 404));
  await eventually(async () => {
    const { items } = (await service.get('/items')).json;
    assert.deepEqual(items, [{ id: 'first', value: 1 }]);
  });
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

test('while all of Redis hangs every request gets its 503 in time, and probes are served', async () => {
  const all = [primary, ...replicas];
  for (const server of all) server.freeze();
  try {
    const start = performance.now();
    const requests = [service.get('/items/there'), service.get('/items'), service.get('/items?id=there')];
    for (const [index, response] of (await Promise.all([...requests, service.put('hung', 1)])).entries()) {
      assert.equal(response.status, 503, response.text);
      assert.match(response.json.type, index < 3 ? /no-source/ : /outcome-unknown|primary-unavailable/);
    }
    // REQUEST_TIMEOUT_MS, and one last command's time limit.
    assert.ok(performance.now() - start < 10_000);
    assert.equal((await service.get('/livez')).status, 200);
    assert.equal((await service.get('/readyz')).status, 200);
  } finally {
    for (const server of all) server.thaw();
  }
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

test('a primary that is made a replica refuses writes, which find the new one behind the same name', async (t) => {
  const name = await SlowLink.to(primary.port);
  const other = replicas[0] as RedisServer;
  const urls = replicas.map((replica) => replica.url).join(',');
  // Without polls only the refusal itself can tell.
  const env = {
    ...IMPATIENT,
    REDIS_URL: `redis://127.0.0.1:${name.port}`,
    REDIS_REPLICAS_URL: urls,
    REPLICA_POLL_INTERVAL_MS: '60000',
  };
  const follower = await TestService.start(env);
  try {
    await eventually(async () => assert.ok((await follower.put('demoted', 0)).status < 300));
    await other.client.replicaof('NO', 'ONE');
    await primary.client.replicaof('127.0.0.1', other.port);
    // The name still leads to the old primary, which takes nothing.
    const refused = await follower.put('demoted', 1);
    assert.equal(refused.status, 503);
    assert.equal(refused.json.type, '/problems/primary-unavailable');
    assert.match(refused.json.detail, /READONLY|reached/);
    name.leadTo(other.port);
    const start = performance.now();
    await eventually(async () => assert.ok((await follower.put('demoted', 2)).status < 300));
    t.diagnostic(`writes work again ${since(start)} ms after the name leads to the new primary`);
    assert.equal(await other.client.get('item:demoted'), '2');
    // And back: this time the name has changed before the refusal, so the write is sent again and nobody sees a failure.
    await primary.whenInStep();
    await primary.client.replicaof('NO', 'ONE');
    await other.client.replicaof('127.0.0.1', primary.port);
    name.leadTo(primary.port);
    assert.equal((await follower.put('demoted', 3)).status, 200);
    assert.equal(await primary.client.get('item:demoted'), '3');
  } finally {
    await follower.stop();
    name.close();
    await other.client.replicaof('127.0.0.1', primary.port);
    await replicas[1]?.client.replicaof('127.0.0.1', primary.port);
  }
});

test('a password that is changed while the service runs costs writes until it is right again, and no read', async () => {
  await primary.client.config('SET', 'requirepass', 'changed');
  try {
    await primary.client.call('CLIENT', 'KILL', 'TYPE', 'NORMAL');
    await eventually(async () => {
      const { state, error } = (await service.get('/readyz')).json.redis.primary;
      assert.notEqual(state, 'ready');
      assert.match(error, /NOAUTH/);
    });
    const write = await service.put('password', 1);
    assert.equal(write.status, 503);
    assert.equal(write.json.type, '/problems/primary-unavailable');
    for (let i = 0; i < 10; i += 1) assert.equal((await service.get('/items/there')).status, 200);
  } finally {
    await primary.client.config('SET', 'requirepass', '');
  }
  await eventually(async () => assert.equal((await service.put('password', 1)).status, 201));
});

// --- internal ---

function since(startMs: number): number {
  return Math.round(performance.now() - startMs);
}
