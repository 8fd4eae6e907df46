import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';
import { RedisServer } from '../support/redis-server';
import { IMPATIENT, TestService } from '../support/service';

let servers: RedisServer[];
let sentinel: RedisServer;
let service: TestService;

before(async () => {
  const primary = await RedisServer.start();
  servers = [primary, await primary.startReplica(), await primary.startReplica()];
  sentinel = await primary.startSentinel();
  // Sentinel must know both replicas before it can choose one.
  await eventually(async () => {
    const replicas = (await sentinel.client.call('SENTINEL', 'REPLICAS', 'items')) as unknown[];
    assert.equal(replicas.length, 2);
  });
  service = await TestService.start({
    ...IMPATIENT,
    // The first one is not there; the next is asked.
    REDIS_SENTINELS: `127.0.0.1:${await freePort()},127.0.0.1:${sentinel.port}`,
    REDIS_MASTER_SET: 'items',
    REPLICA_DISCOVERY_INTERVAL_MS: '200',
  });
  await service.whenHealthy(2);
});

async function masterPort(): Promise<number> {
  const [, port] = (await sentinel.client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'items')) as string[];
  return Number(port);
}

test('writes go to the primary that Sentinel names, reads to its replicas', async () => {
  const { headers } = await service.put('a', 1);
  const read = await service.get('/items/a', { 'Consistency-Token': headers.get('consistency-token') ?? '' });
  assert.deepEqual([read.status, read.json.value], [200, 1]);
  assert.equal(await servers[0]?.client.get('item:a'), '1');
  // In a replica's first second its primary holds writes back from it.
  for (const server of servers) await eventually(async () => assert.equal(await server.client.get('item:a'), '1'));
  assert.equal((await service.get('/items/a')).headers.get('served-by'), 'replica');
});

test('after a failover writes reach the new primary, the read set follows, and reads never stop', async (t) => {
  const [old] = servers;
  let done = false;
  const reads: number[] = [];
  const reading = (async () => {
    while (!done) reads.push((await service.get('/items/a')).status);
  })();
  await old?.crash();
  await eventually(async () => assert.notEqual(await masterPort(), old?.port));
  const switched = performance.now();
  await eventually(async () => assert.ok((await service.put('b', 2)).status < 300));
  t.diagnostic(`first write ${Math.round(performance.now() - switched)} ms after Sentinel named the new primary`);
  const port = await masterPort();
  const now = servers.find((server) => server.port === port);
  assert.equal(await now?.client.get('item:b'), '2');
  await service.whenHealthy(1);
  done = true;
  await reading;
  const failed = reads.filter((status) => status !== 200).length;
  t.diagnostic(`${reads.length} reads meanwhile, ${failed} of them failed`);
  // Sentinel cuts the clients of a node that it turns over; for all of them at once that may leave none for a moment.
  assert.ok(failed <= reads.length / 50, `${failed} of ${reads.length}`);
  await old?.run();
  await service.whenHealthy(2);
});
