/** With Sentinel: who leads, and that no start loses data. Real Redis nodes and Sentinels, started by the chart's scripts. */
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { waitFor } from '../../../deploy/local';
import { write } from '../testing/keys';
import { NodeSet, type Pod } from '../testing/node-set';

const KEYS = 20_000;

/** A set with keys on all nodes. */
async function withKeys(t: Parameters<typeof NodeSet.create>[0]): Promise<{ set: NodeSet; leader: Pod }> {
  const set = await NodeSet.create(t);
  set.start();
  const leader = await set.untilWhole();
  await write(leader.redis, KEYS);
  assert.equal(await leader.redis.redis.wait(2, 10_000), 2, 'replicas that have them');
  // In memory; a replica that is killed next has only what its kernel has.
  for (const { redis } of set.pods) await redis.untilWritten();
  return { set, leader };
}

test('a first install: node-0 leads, once every node has said that it holds nothing', async (t) => {
  const set = await NodeSet.create(t);
  const [first, second, third] = set.pods as [Pod, Pod, Pod];
  set.start([first, second]);
  await first.redis.untilLog('no majority of the Sentinels agrees');
  assert.equal(await first.sentinel.primary(), undefined, 'two of three nodes are not all');
  set.start([third]);
  assert.equal(await set.untilWhole(), first);
  for (const { redis } of set.pods) await redis.untilReady();
});

test('the primary is killed: another one leads with all data, and the old one follows it when it is back', async (t) => {
  const { set, leader } = await withKeys(t);
  await set.kill([leader]);
  const others = set.pods.filter((pod) => pod !== leader);
  const next = await set.untilWhole(others);
  assert.equal(await next.redis.keys(), KEYS);
  set.start([leader]);
  assert.equal(await set.untilWhole(), next);
  assert.equal(await leader.redis.keys(), KEYS);
});

test('the primary is back while the Sentinels replace it: it gives way, and takes no write that would be lost', async (t) => {
  const { set, leader } = await withKeys(t);
  const others = await Promise.all(
    set.pods.filter((pod) => pod !== leader).map(({ redis }) => redis.serverPid() as Promise<number>),
  );
  const sentinels = set.pods.map(({ sentinel }) => sentinel);
  await leader.redis.kill();
  const flags = async () => (await Promise.all(sentinels.map((sentinel) => sentinel.flags()))).flat();
  const soon = { what: 'the Sentinels to miss the primary', timeoutMs: 30_000, intervalMs: 10 };
  await waitFor(async () => (await flags()).includes('s_down'), soon);
  // The one that they choose takes a while to lead, so that the old primary is back before.
  for (const pid of others) process.kill(pid, 'SIGSTOP');
  leader.redis.start();
  const replaced = async () =>
    /leading:|the Sentinels are about to replace this node/.test(leader.redis.log) ||
    (await Promise.all(sentinels.map((sentinel) => sentinel.primary()))).some((host) => host !== leader.redis.host);
  await waitFor(replaced, { what: 'the old primary to see that it is replaced', timeoutMs: 30_000 });
  for (const pid of others) process.kill(pid, 'SIGCONT');
  assert.notEqual(await set.untilWhole(), leader);
  assert.doesNotMatch(leader.redis.log, /leading:/);
  t.diagnostic(/about to replace/.test(leader.redis.log) ? 'it waited' : 'it was replaced before it was back');
});

test('the primary is killed and a node can`t follow the next one: the old primary follows it before that failover has ended', async (t) => {
  const { set, leader } = await withKeys(t);
  const [next, stuck] = set.pods.filter((pod) => pod !== leader) as [Pod, Pod];
  await stuck.redis.redis.config('SET', 'masterauth', 'not this one');
  await stuck.redis.redis.config('SET', 'replica-priority', '0');
  stuck.sentinel.freeze();
  await leader.redis.kill();
  const leads = async () => (await next.redis.info('role')) === 'master';
  await waitFor(leads, { what: 'the next one to lead', timeoutMs: 30_000 });
  leader.redis.start();
  await leader.redis.untilLog(`following the primary at ${next.redis.host}`);
  const logs = set.pods.map(({ sentinel }) => sentinel.log).join('\n');
  assert.match(logs, /\+failover-state-reconf-slaves/);
  assert.doesNotMatch(logs, /\+failover-end/, 'the Sentinels still wait for the one that can`t');
});

test('one node is cut off, and the primary`s pod is back, its Redis later than its Sentinel: it leads again', async (t) => {
  const { set, leader } = await withKeys(t);
  const [, cut] = set.pods.filter((pod) => pod !== leader) as [Pod, Pod];
  await set.freeze(cut);
  await set.kill([leader]);
  const start = performance.now();
  set.start([{ sentinel: leader.sentinel }]);
  await new Promise((done) => setTimeout(done, 3000)); // longer than `down-after`
  set.start([{ redis: leader.redis }]);
  await leader.redis.untilRole('master');
  assert.equal(await leader.redis.keys(), KEYS);
  // The Sentinel waits 8 s for its Redis, which may take longer on a busy machine.
  if (performance.now() - start < 7000) assert.doesNotMatch(leader.sentinel.log, /\+sdown master/);
  else t.diagnostic('too slow to tell whether the Sentinel has waited');
});

test('a replica that has connected to where the primary`s pod was follows it within seconds of its return', async (t) => {
  const { set, leader } = await withKeys(t);
  const [left, cut] = set.pods.filter((pod) => pod !== leader) as [Pod, Pod];
  // No majority for a failover.
  await set.freeze(cut);
  await set.kill([leader]);
  // The address that a name stood for: nobody replies there.
  let replicaTries = false;
  const connections: Socket[] = [];
  const deadEnd = createServer((socket) => {
    connections.push(socket.on('error', () => {}));
    // A replica begins with it, a Sentinel with its password.
    socket.once('data', (data) => (replicaTries ||= data.toString().startsWith('*1\r\n$4\r\nPING')));
  }).listen(leader.redis.port, leader.redis.host);
  t.after(() => connections.forEach((socket) => void socket.destroy()));
  const tries = async () => replicaTries;
  await waitFor(tries, { what: 'the replica to connect', timeoutMs: 20_000 });
  const connectedAt = performance.now();
  deadEnd.close();
  set.start([leader]);
  await leader.redis.untilRole('master');
  await waitFor(async () => (await left.redis.info('master_link_status')) === 'up', {
    what: 'the replica to follow',
    timeoutMs: 30_000,
  });
  // After 15 s Redis itself gives such a connection up.
  if (performance.now() - connectedAt < 14_000) assert.doesNotMatch(left.redis.log, /Timeout connecting to the MASTER/);
  else t.diagnostic('too slow to tell whether the script or Redis has made the connection anew');
});

test('the primary is killed while the others hang: after a time it leads again, with its own data', async (t) => {
  const { set, leader } = await withKeys(t);
  const others = set.pods.filter((pod) => pod !== leader);
  for (const { redis } of others) process.kill((await redis.serverPid()) as number, 'SIGSTOP');
  await leader.redis.kill();
  leader.redis.start();
  await leader.redis.untilLog('no other node can be asked yet');
  await leader.redis.untilRole('master');
  assert.equal(await leader.redis.keys(), KEYS);
  for (const { redis } of others) process.kill((await redis.serverPid()) as number, 'SIGCONT');
  assert.equal(await set.untilWhole(), leader);
});

test('the primary`s volume is lost with it, and it is back before anybody has noticed: it never leads without data', async (t) => {
  const { set, leader } = await withKeys(t);
  await leader.redis.kill();
  leader.redis.loseVolume();
  leader.redis.start();
  const next = await set.untilWhole();
  assert.notEqual(next, leader);
  for (const { redis } of set.pods) assert.equal(await redis.keys(), KEYS);
});

test('all are killed at once after a failover: what only the one that led had is there', async (t) => {
  const { set, leader } = await withKeys(t);
  await set.kill([leader]);
  const others = set.pods.filter((pod) => pod !== leader);
  const next = await set.untilWhole(others);
  await write(next.redis, 1000, 'later');
  await set.kill();
  // The one that is behind is the first to be back.
  set.start([leader]);
  set.start(others);
  // By its data: on a busy machine yet another one may lead by now, with what it has from that one.
  await set.untilWhole();
  for (const { redis } of set.pods) assert.equal(await redis.keys(), KEYS + 1000);
});

test('all are killed, and the one that led has lost its volume: the newer data of the others is there', async (t) => {
  const { set, leader } = await withKeys(t);
  const [behind, current] = set.pods.filter((pod) => pod !== leader) as [Pod, Pod];
  await set.kill([behind]);
  await write(leader.redis, 1000, 'later');
  await new Promise((done) => setTimeout(done, 2500)); // two beats
  await current.redis.untilWritten();
  await set.kill();
  leader.redis.loseVolume();
  set.start();
  // By its data: on a busy machine yet another one may lead by now, with what it has from that one.
  await set.untilWhole();
  for (const { redis } of set.pods) assert.equal(await redis.keys(), KEYS + 1000);
});

test('a primary that is stopped hands over: no write is lost, and the other one takes writes at once', async (t) => {
  const { set, leader } = await withKeys(t);
  const client = leader.redis.redis;
  let acknowledged = 0;
  const writing = (async () => {
    for (;;) {
      await client.set(`late:${acknowledged}`, 'value');
      acknowledged++;
    }
  })().catch(() => {});
  await new Promise((done) => setTimeout(done, 500));
  const from = Date.now();
  await set.stop(leader);
  await writing;
  const next = await set.untilWhole(set.pods.filter((pod) => pod !== leader));
  t.diagnostic(`handed over and stopped within ${Date.now() - from} ms, ${acknowledged} writes meanwhile`);
  assert.ok(acknowledged > 0);
  assert.ok((await next.redis.keys()) >= KEYS + acknowledged);
  set.start([leader]);
  assert.equal(await set.untilWhole(), next);
});

test('a node that was not told of the new primary follows it by itself', async (t) => {
  const { set, leader } = await withKeys(t);
  const [missed] = set.pods.filter((pod) => pod !== leader) as [Pod];
  // As after a failover in which Sentinel's word went to the address that this pod had before.
  await missed.redis.redis.replicaof(missed.redis.host, missed.redis.port + 1);
  await missed.redis.untilLog(`following the primary at ${leader.redis.host}`);
  assert.equal(await set.untilWhole(), leader);
});

test('a Sentinel gives up a connection on which nobody replies: the name may stand for another address by now', async (t) => {
  const { set, leader } = await withKeys(t);
  const [hung] = set.pods.filter((pod) => pod !== leader) as [Pod];
  const connections = async () => {
    const list = String(await hung.redis.redis.client('LIST'));
    return [...list.matchAll(/^id=(\d+) .* name=sentinel-\w+-cmd /gm)].map(([, id]) => id);
  };
  const patient = async () => {
    const periods = await Promise.all(set.pods.map(({ sentinel }) => sentinel.period('MIN-LINK-RECONNECT-PERIOD')));
    return periods.every((period) => period === 2000) || `periods ${periods}`;
  };
  await waitFor(patient, { what: 'the Sentinels to have their periods', timeoutMs: 30_000 });
  // On a busy machine one may just be giving a connection up.
  const allAreThere = async () => (await connections()).length === set.pods.length;
  await waitFor(allAreThere, { what: 'a connection of each Sentinel', timeoutMs: 30_000 });
  const before = await connections();
  const pid = (await hung.redis.serverPid()) as number;
  process.kill(pid, 'SIGSTOP');
  await new Promise((done) => setTimeout(done, 8000));
  process.kill(pid, 'SIGCONT');
  const renewed = async () => {
    const now = await connections();
    return now.length >= set.pods.length && now.every((id) => !before.includes(id));
  };
  await waitFor(renewed, { what: 'other connections', timeoutMs: 30_000 });
});

test('the Sentinels lose their volumes: they learn the primary from the nodes', async (t) => {
  const { set, leader } = await withKeys(t);
  await set.kill([leader]);
  await set.untilWhole(set.pods.filter((pod) => pod !== leader));
  set.start([leader]);
  await set.untilWhole();
  await set.kill();
  for (const { sentinel } of set.pods) sentinel.loseVolume();
  set.start();
  const found = await set.untilWhole();
  assert.equal(await found.redis.keys(), KEYS);
});

test('decide.sh lead is refused while nothing waits: it would count at a later restart', async (t) => {
  const { leader } = await withKeys(t);
  assert.equal((await leader.redis.run('decide.sh', 'lead')).code, 1);
});

for (const volumes of ['have lost their volumes', 'know of the primary that is gone']) {
  test(`decide.sh lead: one node is left of three, and the Sentinels ${volumes}`, async (t) => {
    const { set, leader } = await withKeys(t);
    const [left] = set.pods.filter((pod) => pod !== leader) as [Pod];
    await set.kill();
    if (volumes.startsWith('have lost')) for (const { sentinel } of set.pods) sentinel.loseVolume();
    set.start([{ redis: left.redis }, ...set.pods.map(({ sentinel }) => ({ sentinel }))]);
    await left.redis.untilLog(/no majority of the Sentinels agrees|not following|Ready to accept/);
    const decided = await left.redis.run('decide.sh', 'lead');
    assert.equal(decided.code, 0, decided.output);
    await left.redis.untilRole('master');
    assert.equal(await left.redis.keys(), KEYS);
    set.start(set.pods.filter((pod) => pod !== left).map(({ redis }) => ({ redis })));
    assert.equal(await set.untilWhole(), left);
  });
}
