/** decide.sh: the ways to end the wait of a primary without data on purpose. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inStep, release, write } from '../testing/keys';
import type { RedisNode } from '../testing/node';

test('use-newest takes the newest data of the replicas that respond', async (t) => {
  const all = await release(t, { replicas: 2 });
  await all.startAll();
  await write(all.primary, 1000);
  await inStep(all);
  await all.replicas[1]?.stop();
  await all.primary.kill();
  all.primary.loseVolume();
  all.primary.start();
  await all.primary.untilLog('1 of 2 replicas can be asked');
  await all.primary.run('decide.sh', 'use-newest');
  await all.primary.untilReady();
  assert.equal(await all.primary.keys(), 1000);
});

test('replicas with different histories: it waits, names both, and takes the one that is decided for', async (t) => {
  const all = await release(t, { replicas: 2 });
  const [one, other] = all.replicas as [RedisNode, RedisNode];
  for (const [node, count] of [
    [one, 10],
    [other, 20],
  ] as const) {
    node.start();
    await node.untilReady();
    await node.redis.replicaof('NO', 'ONE');
    await node.redis.hset('tme1crv:history', { id: `history of ${count}`.replaceAll(' ', '-'), beat: count });
    await write(node, count);
  }
  all.primary.start();
  await all.primary.untilLog(
    `different histories, so that nothing tells which is newest: ${one.host} (10 keys) ${other.host} (20 keys)`,
  );
  await all.primary.run('decide.sh', 'use', one.host);
  await all.primary.untilReady();
  assert.equal(await all.primary.keys(), 10);
  await inStep(all);
});

test('a decision is refused where nothing waits, and one that it does not know is explained', async (t) => {
  const all = await release(t, { replicas: 0 });
  all.primary.start();
  await all.primary.untilReady();
  const refused = await all.primary.run('decide.sh', 'start-empty');
  assert.equal(refused.code, 1);
  assert.match(refused.output, /this primary does not wait; nothing is done/);
  const unknown = await all.primary.run('decide.sh', 'start', 'empty');
  assert.equal(unknown.code, 2);
  assert.match(unknown.output, /decide\.sh use-newest +take/);
});
