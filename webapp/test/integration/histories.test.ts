/** Where tokens hold and where they don't: failovers, restarts, chained replicas, several pods, expiry. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { endAll } from '../support/at-end';
import { eventually } from '../support/eventually';
import { RedisServer } from '../support/redis-server';
import { type TestResponse, TestService } from '../support/service';
import { SlowLink } from '../support/slow-link';

afterEach(endAll);

async function replicaOf(port: number): Promise<RedisServer> {
  const replica = await RedisServer.start('--replicaof', '127.0.0.1', String(port));
  await replica.whenInStep();
  return replica;
}

/** A service that writes to the one and reads from the others. */
async function serve(primary: { port: number }, replicas: RedisServer[], env = {}): Promise<TestService> {
  const urls = replicas.map((each) => each.url).join(',');
  const url = `redis://127.0.0.1:${primary.port}`;
  const service = await TestService.start({ REDIS_URL: url, REDIS_REPLICAS_URL: urls || url, ...env });
  await service.whenHealthy(replicas.length);
  return service;
}

const tokenOf = (response: TestResponse) => response.headers.get('consistency-token') ?? '';
const readWith = (service: TestService, id: string, token: string) =>
  service.get(`/items/${id}`, { 'Consistency-Token': token });
const verdictOf = (response: TestResponse) => [
  response.status,
  response.json?.value,
  response.headers.get('consistency'),
];

async function hasValue(server: RedisServer, id: string, value: string): Promise<void> {
  await eventually(async () => assert.equal(await server.client.get(`item:${id}`), value));
}

test('a token from one pod works at every other', async () => {
  const primary = await RedisServer.start();
  const link = await SlowLink.to(primary.port);
  const replica = await replicaOf(link.port);
  const pods = [await serve(primary, [replica]), await serve(primary, [replica])];
  const [writer, reader] = pods as [TestService, TestService];
  await writer.put('pods', 1);
  await hasValue(replica, 'pods', '1');
  link.hold();
  const token = tokenOf(await writer.put('pods', 2));
  const without = await reader.get('/items/pods');
  assert.deepEqual([without.json.value, without.headers.get('served-by')], [1, 'replica']);
  const response = await readWith(reader, 'pods', token);
  assert.deepEqual(verdictOf(response), [200, 2, null]);
  assert.equal(response.headers.get('served-by'), 'primary');
});

test('a failover keeps the tokens of what the new primary had, and says of the others that they are unverified', async () => {
  const first = await RedisServer.start();
  const replication = await SlowLink.to(first.port);
  const second = await replicaOf(replication.port);
  // What a Service does: the name stays and leads to the new primary.
  const name = await SlowLink.to(first.port);
  const service = await serve(name, [second]);
  const kept = tokenOf(await service.put('kept', 1));
  await hasValue(second, 'kept', '1');
  replication.hold();
  const lost = tokenOf(await service.put('lost', 1));
  await second.client.replicaof('NO', 'ONE');
  await first.crash();
  name.leadTo(second.port);
  await eventually(async () => assert.equal((await service.put('new', 1)).status, 201));
  assert.deepEqual(verdictOf(await readWith(service, 'kept', kept)), [200, 1, null]);
  assert.deepEqual(verdictOf(await readWith(service, 'lost', lost)), [404, undefined, 'unverified']);
  // The next one: a node knows one former history, so the first one's tokens can't be verified any more.
  const between = tokenOf(await service.put('between', 1));
  const third = await replicaOf(second.port);
  await third.client.replicaof('NO', 'ONE');
  name.leadTo(third.port);
  await second.crash();
  await eventually(async () => assert.equal((await service.put('newest', 1)).status, 201));
  assert.deepEqual(verdictOf(await readWith(service, 'between', between)), [200, 1, null]);
  assert.deepEqual(verdictOf(await readWith(service, 'kept', kept)), [200, 1, 'unverified']);
});

test('a restart from the append-only file keeps the data, and tokens of before are unverified', async () => {
  const primary = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'always');
  const replica = await replicaOf(primary.port);
  const service = await serve(primary, [replica]);
  const token = tokenOf(await service.put('file', 1));
  await primary.crash();
  await primary.run();
  await service.whenHealthy(1);
  assert.deepEqual(verdictOf(await readWith(service, 'file', token)), [200, 1, 'unverified']);
  const anew = tokenOf(await service.put('file', 2));
  assert.deepEqual(verdictOf(await readWith(service, 'file', anew)), [200, 2, null]);
});

test('a restart from a snapshot that was saved at the end keeps the data and the tokens', async () => {
  const primary = await RedisServer.start();
  const replica = await replicaOf(primary.port);
  const service = await serve(primary, [replica]);
  const token = tokenOf(await service.put('snapshot', 1));
  await hasValue(replica, 'snapshot', '1');
  await primary.client.call('SHUTDOWN', 'SAVE').catch(() => {});
  await primary.crash();
  await primary.run();
  await service.whenHealthy(1);
  assert.deepEqual(verdictOf(await readWith(service, 'snapshot', token)), [200, 1, null]);
});

test('a replica of a replica serves tokens by what it has itself', async () => {
  const primary = await RedisServer.start();
  const middle = await replicaOf(primary.port);
  const link = await SlowLink.to(middle.port);
  const last = await replicaOf(link.port);
  const service = await serve(primary, [last]);
  await service.put('chain', 1);
  await hasValue(last, 'chain', '1');
  link.hold();
  const token = tokenOf(await service.put('chain', 2));
  const behind = await readWith(service, 'chain', token);
  assert.deepEqual([behind.json.value, behind.headers.get('served-by')], [2, 'primary']);
  link.release();
  await hasValue(last, 'chain', '2');
  const caughtUp = await readWith(service, 'chain', token);
  assert.deepEqual([caughtUp.json.value, caughtUp.headers.get('served-by')], [2, 'replica']);
});

test('an item that expires is gone with its token too', async () => {
  const primary = await RedisServer.start();
  const replica = await replicaOf(primary.port);
  const service = await serve(primary, [replica]);
  const token = tokenOf(await service.request('PUT', '/items/short', { value: 1, ttlSeconds: 1 }));
  assert.deepEqual(verdictOf(await readWith(service, 'short', token)), [200, 1, null]);
  await eventually(async () =>
    assert.deepEqual(verdictOf(await readWith(service, 'short', token)), [404, undefined, null]),
  );
});

test('tokens that nobody handed out are refused; one that names no history is served as unverified', async () => {
  const primary = await RedisServer.start();
  const replica = await replicaOf(primary.port);
  const service = await serve(primary, [replica]);
  const token = tokenOf(await service.put('odd', 1));
  const [version, replid = '', offset = ''] = token.split('.');
  const bad = [
    `${version}.${replid}.zzzzzzzz`,
    `${version}.${replid}.${'z'.repeat(11)}`,
    `${version}.${replid}.00${offset}`,
    `${version}.${replid}.-1`,
    `${version}.${replid}`,
    `${version}.${replid.toUpperCase()}X.${offset}`,
    `2.${replid}.${offset}`,
    `${token} ${token}`,
    `${token},${token}`,
    'x'.repeat(8000),
  ];
  for (const each of bad) {
    const response = await readWith(service, 'odd', each);
    assert.equal(response.status, 400, each);
    assert.equal(response.json.type, '/problems/invalid-consistency-token');
  }
  assert.deepEqual(verdictOf(await readWith(service, 'odd', '1..0')), [200, 1, 'unverified']);
  assert.deepEqual(verdictOf(await readWith(service, 'odd', token)), [200, 1, null]);
});
