/** What `/readyz` says of where reads go is what reads then do. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { endAll } from '../support/at-end';
import { eventually } from '../support/eventually';
import type { RedisServer } from '../support/redis-server';
import { IMPATIENT, type TestService } from '../support/service';
import { startStack } from '../support/stack';

afterEach(endAll);

const nameOf = ({ port }: RedisServer) => `127.0.0.1:${port}`;

const offsetOf = async ({ client }: RedisServer) =>
  Number(/^master_repl_offset:(\d+)/m.exec(await client.info('replication'))?.[1]);

/** Waits until `/readyz` names this source and these nodes, and makes sure that reads are served by them alone. */
async function whenReadsGoTo(service: TestService, servedBy: string, nodes: readonly RedisServer[]): Promise<void> {
  await eventually(async () => {
    const { reads } = (await service.get('/readyz')).json.redis;
    assert.deepEqual({ ...reads, nodes: reads?.nodes.toSorted() }, { servedBy, nodes: nodes.map(nameOf).toSorted() });
  });
  const before = await Promise.all(nodes.map((node) => node.keysRead()));
  for (let n = 0; n < 4 * nodes.length; n += 1) {
    assert.equal((await service.get('/items/any')).headers.get('served-by'), servedBy);
  }
  for (const [at, node] of nodes.entries())
    assert.equal((await node.keysRead()) - (before[at] as number), 4, nameOf(node));
}

test('to all healthy replicas; without one to the primary; without it to the most advanced replica; without any to none', async () => {
  const { primary, replicas, service } = await startStack(2, IMPATIENT);
  const [first, second] = replicas as [RedisServer, RedisServer];
  await service.put('any', 1);
  await whenReadsGoTo(service, 'replica', replicas);
  // It has less of the history from here on, also when the other one is cut off later.
  await first.client.replicaof('127.0.0.1', '1');
  await whenReadsGoTo(service, 'replica', [second]);
  await service.put('any', 2);
  await eventually(async () => assert.ok((await offsetOf(second)) > (await offsetOf(first))));
  await second.client.replicaof('127.0.0.1', '1');
  await whenReadsGoTo(service, 'primary', [primary]);
  await primary.crash();
  await whenReadsGoTo(service, 'replica-stale', [second]);
  await first.crash();
  await second.crash();
  await eventually(async () => assert.equal((await service.get('/readyz')).json.redis.reads, undefined));
  assert.equal((await service.get('/items/any')).status, 503);
});

test('where INFO alone is refused: to the primary, and without it to the replicas', async () => {
  const { primary, replicas, service } = await startStack(2, IMPATIENT);
  await service.put('any', 1);
  for (const { client } of [primary, ...replicas]) {
    await client.call('ACL', 'SETUSER', 'default', '-info');
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  }
  const states = async () => {
    const { redis } = (await service.get('/readyz')).json;
    return [redis.primary, ...redis.replicas].map(({ state }) => state);
  };
  await eventually(async () => assert.deepEqual(await states(), ['reads only', 'reads only', 'reads only']));
  const sources = async () => (await service.get('/readyz')).json.redis.reads;
  assert.deepEqual(await sources(), { servedBy: 'primary', nodes: [nameOf(primary)] });
  assert.equal((await service.get('/items/any')).headers.get('served-by'), 'primary');
  await primary.crash();
  await eventually(async () => {
    const { servedBy, nodes } = await sources();
    assert.deepEqual([servedBy, nodes.toSorted()], ['replica-stale', replicas.map(nameOf).toSorted()]);
  });
  assert.equal((await service.get('/items/any')).headers.get('served-by'), 'replica-stale');
});
