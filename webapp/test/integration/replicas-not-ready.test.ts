/** Replicas that DNS names before they are ready, and replicas that are promoted: no read fails for them, and no write reaches them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';

let primary: RedisServer;
let replica: RedisServer;

before(async () => {
  primary = await RedisServer.start();
  replica = await RedisServer.startAt('127.0.0.2', undefined, '--replicaof', '127.0.0.1', String(primary.port));
  await replica.whenInStep();
});

/** One name for these addresses, as the headless Service of the replicas is. */
const named =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: 4 }));

const follow = (...addresses: string[]) =>
  TestService.start(
    { REDIS_URL: primary.url, REDIS_REPLICAS_URL: `redis://replicas:${replica.port}` },
    named(...addresses),
  );

test('addresses that refuse connections cost no read and few attempts, and are used as soon as they respond', async (t) => {
  // Takes connections and ends them: what an attempt costs can be counted here, unlike where nothing listens (127.0.0.4).
  let attempts = 0;
  const closing = createServer((socket) => {
    attempts += 1;
    socket.destroy();
  });
  closing.listen(replica.port, '127.0.0.3');
  await once(closing, 'listening');
  const service = await follow('127.0.0.2', '127.0.0.3', '127.0.0.4');
  let late: RedisServer | undefined;
  try {
    await service.whenHealthy(1);
    assert.equal((await service.put('there', 1)).status, 201);
    await eventually(async () => assert.equal(await replica.client.get('item:there'), '1'));
    await sleep(1000);
    attempts = 0;
    const end = performance.now() + 3000;
    let reads = 0;
    for (; performance.now() < end; reads += 1) {
      const read = await service.get('/items/there');
      assert.deepEqual([read.status, read.headers.get('served-by')], [200, 'replica']);
    }
    t.diagnostic(`${reads} reads, none failed; ${attempts} attempts to connect in 3 s`);
    assert.ok(attempts <= 8, `${attempts} attempts`);
    late = await RedisServer.startAt('127.0.0.4', replica.port, '--replicaof', '127.0.0.1', String(primary.port));
    await late.whenInStep();
    await service.whenHealthy(2);
  } finally {
    await service.stop();
    closing.close();
    await late?.stop();
  }
});

test('a replica that says it is a master gets no write, and reads go on without it and, when there is no other, from it', async () => {
  const other = await RedisServer.startAt('127.0.0.3', replica.port, '--replicaof', '127.0.0.1', String(primary.port));
  await other.whenInStep();
  const service = await follow('127.0.0.2', '127.0.0.3');
  try {
    await service.whenHealthy(2);
    assert.ok((await service.put('kept', 1)).status < 300);
    for (const each of [replica, other]) await eventually(async () => assert.ok(await each.client.exists('item:kept')));
    await primary.crash();
    await other.client.replicaof('NO', 'ONE');
    const before = await other.client.info('replication').then(offsetOf);
    const end = performance.now() + 2000;
    while (performance.now() < end) {
      assert.equal((await service.get('/items/kept')).status, 200);
      const write = await service.put('lost', 1);
      assert.equal(write.status, 503);
      assert.equal((await service.request('DELETE', '/items/kept')).status, 503);
    }
    // Nothing was written to it, not even by the sweep; its own pings of replicas it has none.
    assert.equal(await other.client.info('replication').then(offsetOf), before);
    assert.equal(await other.client.exists('item:lost'), 0);
    await replica.crash();
    await eventually(async () => {
      const read = await service.get('/items/kept');
      assert.deepEqual([read.status, read.headers.get('served-by')], [200, 'replica-stale']);
    });
  } finally {
    await service.stop();
    await other.stop();
    await primary.run();
    await replica.run();
  }
});

test('keys of others in the same database are neither listed nor touched', async () => {
  const history = { id: '3f', keys: '12' };
  await primary.client.hset('tme1crv:history', history);
  await replica.whenInStep();
  const service = await follow('127.0.0.2');
  try {
    await service.whenHealthy(1);
    const { headers } = await service.put('mine', 1, {});
    const token = { 'Consistency-Token': headers.get('consistency-token') ?? '' };
    const listed = (await service.get('/items', token)).json.items.map((item: { id: string }) => item.id);
    assert.deepEqual(listed, ['mine']);
    for (const id of ['tme1crv:history', 'history']) {
      assert.equal((await service.get(`/items/${id}`, token)).status, 404);
      assert.equal((await service.request('DELETE', `/items/${id}`)).status, 404);
    }
    // An item may have that id: it lies elsewhere.
    assert.equal((await service.put('tme1crv:history', 2)).status, 201);
    assert.deepEqual(await primary.client.hgetall('tme1crv:history'), history);
  } finally {
    await service.stop();
  }
});

// --- internal ---

function offsetOf(info: string): number {
  return Number(/master_repl_offset:(\d+)/.exec(info)?.[1]);
}
