/** A volume that is full: what still works goes on, and nothing that was acknowledged is lost. */
import assert from 'node:assert/strict';
import { readdirSync, statSync, truncateSync } from 'node:fs';
import { test } from 'node:test';
import { waitFor } from '../../deploy/local';
import { inStep, release, write } from '../testing/keys';
import type { RedisNode } from '../testing/node';

const LIMIT = 256 * 1024;
const VALUE = 'x'.repeat(1000);

/** Writes until a write is refused. @returns the keys that were acknowledged */
async function fill(node: RedisNode): Promise<string[]> {
  const acknowledged: string[] = [];
  await assert.rejects(async () => {
    for (;;) {
      const key = `fill:${acknowledged.length}`;
      await node.redis.set(key, VALUE);
      acknowledged.push(key);
    }
  }, /MISCONF/);
  return acknowledged;
}

test('the primary`s volume is full: it stays alive and serves reads, writes are refused, and come back with the space', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  primary.start(LIMIT);
  await primary.untilReady();
  const acknowledged = await fill(primary);
  assert.ok(acknowledged.length > 10);
  await assert.rejects(primary.redis.ping(), /MISCONF/);
  assert.equal((await primary.run('alive.sh')).code, 0);
  assert.equal((await primary.run('ready.sh')).code, 0);
  assert.equal(await primary.redis.get('fill:0'), VALUE);
  await assert.rejects(primary.redis.del('fill:0'), /MISCONF/);

  await primary.freeVolume();
  await waitFor(async () => (await primary.redis.set('after', 'value')) === 'OK', {
    what: 'a write',
    timeoutMs: 10_000,
  });
  await primary.stop();
  primary.start();
  await primary.untilReady();
  assert.equal(await primary.redis.exists(...acknowledged), acknowledged.length);
});

test('a replica`s volume is full: it goes on following and serving', async (t) => {
  const all = await release(t, { replicas: 1 });
  const replica = all.replicas[0] as RedisNode;
  all.primary.start();
  replica.start(LIMIT);
  await replica.untilInStep();
  for (let i = 0; i < 1000; i++) await all.primary.redis.set(`fill:${i}`, VALUE);
  await waitFor(async () => (await replica.info('aof_last_write_status')) === 'err', {
    what: 'a failed write',
    timeoutMs: 10_000,
  });
  await inStep(all);
  assert.equal(await replica.redis.get('fill:999'), VALUE);
  assert.equal((await replica.run('alive.sh')).code, 0);
});

test('an append-only file that was cut short is loaded up to the cut', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  primary.start();
  await primary.untilReady();
  await write(primary, 10_000);
  await primary.kill();
  const folder = primary.file('data/appendonlydir');
  const file = `${folder}/${readdirSync(folder).find((name) => name.endsWith('.incr.aof'))}`;
  truncateSync(file, statSync(file).size - 7);
  primary.start();
  await primary.untilReady();
  assert.ok((await primary.keys()) >= 9000);
  assert.match(primary.log, /truncat/i);
});
