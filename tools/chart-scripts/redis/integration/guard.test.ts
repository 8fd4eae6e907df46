/** A primary that has lost its volume never empties its replicas. Real Redis nodes, started by the chart's scripts. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../../deploy/local';
import { inStep, release, write } from '../testing/keys';
import type { RedisNode } from '../testing/node';

const KEYS = 20_000;

test('a fresh install: the primary starts once every replica has said that it holds nothing', async (t) => {
  const all = await release(t);
  const [first, ...others] = all.replicas as [RedisNode, ...RedisNode[]];
  all.primary.start();
  for (const node of others) node.start();
  await all.primary.untilLog('2 of 3 replicas can be asked what they hold; not:');
  assert.equal(await all.primary.listens, false);
  assert.deepEqual(await all.primary.run('alive.sh'), { code: 0, output: '' }, 'a primary that waits is alive');
  assert.equal((await all.primary.run('ready.sh')).code, 1, 'and not ready');
  first.start();
  await all.primary.untilLog('no replica holds a key: starting empty');
  await inStep(all);
  await waitFor(async () => (await all.primary.redis.hget('tme1crv:history', 'beat')) !== null, {
    what: 'a beat',
    timeoutMs: 5000,
  });
});

test('the primary`s volume is lost while clients write: it comes back with all that the newest replica had', async (t) => {
  const all = await release(t);
  await all.startAll();
  await write(all.primary, KEYS);
  await inStep(all);
  let acknowledged = 0;
  const client = all.primary.redis; // ends with the primary
  const writing = (async () => {
    for (;;) {
      await client.set(`late:${acknowledged}`, 'value');
      acknowledged++;
    }
  })().catch(() => {});
  await delay(500);
  await all.primary.kill();
  all.primary.loseVolume();
  await writing;
  const most = Math.max(...(await Promise.all(all.replicas.map((node) => node.keys()))));
  all.primary.start();
  await all.primary.untilReady();
  assert.equal(await all.primary.keys(), most);
  await inStep(all);
  // Asynchronous replication: what was acknowledged in the last moment may not have left the primary.
  assert.ok(most >= KEYS + acknowledged - 5, `${KEYS + acknowledged} acknowledged, ${most} kept`);
  assert.deepEqual(await Promise.all(all.replicas.map((node) => node.info('role'))), ['slave', 'slave', 'slave']);
});

for (const restarted of [false, true]) {
  test(`a replica that was cut off earlier is never chosen${restarted ? ', also after all replicas restarted' : ''}`, async (t) => {
    const all = await release(t);
    await all.startAll();
    await write(all.primary, 1000);
    await inStep(all);
    const [cut, ...others] = all.replicas as [RedisNode, ...RedisNode[]];
    await cut.redis.replicaof('127.0.0.1', 1);
    await write(all.primary, KEYS, 'later');
    await waitFor(async () => (await others[1]?.keys()) === KEYS + 1000, {
      what: 'the writes to arrive',
      timeoutMs: 20_000,
    });
    await delay(1500); // a beat
    await all.primary.kill();
    all.primary.loseVolume();
    if (restarted) {
      for (const node of all.replicas) {
        await node.stop();
        node.start();
      }
    }
    all.primary.start();
    await all.primary.untilReady();
    assert.equal(await all.primary.keys(), KEYS + 1000);
    assert.doesNotMatch(
      all.primary.log,
      new RegExp(`taking that of the replica at ${cut.host.replaceAll('.', '\\.')}\n`),
    );
  });
}

test('replicas that were cut off come back with a beat of their own age: the one with fewer keys can be the newer', async (t) => {
  const all = await release(t, { replicas: 2 });
  await all.startAll();
  await write(all.primary, 1000);
  await inStep(all);
  const [old, current] = all.replicas as [RedisNode, RedisNode];
  await old.redis.replicaof('127.0.0.1', 1);
  const keys = Array.from({ length: 900 }, (_, i) => `key:${i}`);
  await delay(1500);
  await all.primary.redis.del(...keys);
  await waitFor(async () => (await current.keys()) === 100, { what: 'the deletes to arrive', timeoutMs: 5000 });
  await delay(1500);
  await all.primary.kill();
  all.primary.loseVolume();
  for (const node of all.replicas) {
    await node.stop();
    node.start();
  }
  all.primary.start();
  await all.primary.untilReady();
  assert.equal(await all.primary.keys(), 100);
});

test('all replicas are away: it waits, and takes their data when they are back', async (t) => {
  const all = await release(t);
  await all.startAll();
  await write(all.primary, 1000);
  await inStep(all);
  for (const node of all.replicas) await node.stop();
  await all.primary.kill();
  all.primary.loseVolume();
  all.setReplicas(3, []);
  all.primary.start();
  await all.primary.untilLog('0 of 3 replicas can be asked what they hold');
  for (const node of all.replicas) node.start();
  all.setReplicas(3);
  await all.primary.untilReady();
  assert.equal(await all.primary.keys(), 1000);
  await inStep(all);
});

test('the guard is killed in the middle: the next start takes all, and nobody stays promoted', async (t) => {
  const all = await release(t);
  await all.startAll();
  await write(all.primary, KEYS);
  await inStep(all);
  await all.primary.kill();
  all.primary.loseVolume();
  all.primary.start();
  await all.primary.untilLog('taking that of the replica at');
  await all.primary.kill();
  all.primary.start();
  await all.primary.untilReady();
  assert.equal(await all.primary.keys(), KEYS);
  await inStep(all);
});

test('a wrong password: it waits and says which', async (t) => {
  const all = await release(t, { replicas: 1 });
  await all.startAll();
  await write(all.primary, 1000);
  await all.primary.kill();
  all.primary.loseVolume();
  all.primary.password = 'another';
  all.primary.start();
  await all.primary.untilLog(/0 of 1 replicas can be asked what they hold; not: [\d.]+ \(.*WRONGPASS/);
  assert.equal(all.primary.log.match(/waiting, not listening/g)?.length, 1, 'it says so once');
});

test('standalone: without replicas nothing is waited for', async (t) => {
  const all = await release(t, { replicas: 0 });
  all.primary.start();
  await all.primary.untilReady();
  await write(all.primary, 10);
  assert.equal(await all.primary.stop(), 0);
  all.primary.start();
  await all.primary.untilReady();
  assert.equal(await all.primary.keys(), 10);
});

test('a primary whose items have all been deleted starts again on its own', async (t) => {
  const all = await release(t, { replicas: 1 });
  await all.startAll();
  await write(all.primary, 10);
  await all.primary.redis.del(...Array.from({ length: 10 }, (_, i) => `key:${i}`));
  await waitFor(async () => (await all.primary.redis.exists('tme1crv:history')) === 1, {
    what: 'the history',
    timeoutMs: 5000,
  });
  await all.replicas[0]?.stop();
  await all.primary.stop();
  all.primary.start();
  await all.primary.untilReady();
});

test('a dump.rdb put into the folder, which Redis ignores, is no data: the replicas` is taken', async (t) => {
  const all = await release(t, { replicas: 1 });
  await all.startAll();
  await write(all.primary, 1000);
  await inStep(all);
  await all.primary.redis.save();
  const dump = readFileSync(all.primary.file('data/dump.rdb'));
  await all.primary.kill();
  all.primary.loseVolume();
  writeFileSync(all.primary.file('data/dump.rdb'), dump);
  all.primary.start();
  await all.primary.untilReady();
  assert.equal(await all.primary.keys(), 1000);
});

test('replicas 3, then 1, then 3 again with old volumes: the old copies are not taken', async (t) => {
  const all = await release(t);
  await all.startAll();
  await write(all.primary, 1000);
  await inStep(all);
  const [kept, ...gone] = all.replicas as [RedisNode, ...RedisNode[]];
  for (const node of gone) await node.stop();
  all.setReplicas(1);
  await delay(1500);
  await all.primary.redis.del(...Array.from({ length: 500 }, (_, i) => `key:${i}`));
  await waitFor(async () => (await kept.keys()) === 500, { what: 'the deletes to arrive', timeoutMs: 5000 });
  await delay(1500);
  await all.primary.kill();
  all.primary.loseVolume();
  await kept.stop();
  all.setReplicas(3);
  for (const node of all.replicas) node.start();
  all.primary.start();
  await all.primary.untilReady();
  assert.equal(await all.primary.keys(), 500);
  await inStep(all);
});
