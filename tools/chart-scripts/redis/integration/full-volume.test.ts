/** A volume that is full: what still works goes on, and nothing that was acknowledged is lost. */
import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../../deploy/local';
import { inStep, release, write } from '../testing/keys';
import type { RedisNode } from '../testing/node';

const LIMIT = 256 * 1024;
const VALUE = 'x'.repeat(1000);

/** Writes until a write is refused. @returns the keys that were acknowledged */
async function fill(node: RedisNode, name = 'fill'): Promise<string[]> {
  const acknowledged: string[] = [];
  await assert.rejects(async () => {
    for (;;) {
      const key = `${name}:${acknowledged.length}`;
      await node.redis.set(key, VALUE);
      acknowledged.push(key);
    }
  }, /MISCONF/);
  return acknowledged;
}

async function writeAfterwards(node: RedisNode, acknowledged: string[]): Promise<void> {
  const key = `after ${acknowledged.length}`;
  const written = async () => (await node.redis.set(key, 'value').catch(() => '')) === 'OK';
  await waitFor(written, { what: 'a write', timeoutMs: 10_000 });
  acknowledged.push(key);
  // While a slow disk syncs, Redis keeps what it has acknowledged for up to two seconds in memory; a kill then loses it.
  const inFile = async () => (await node.info('aof_buffer_length')) === '0';
  await waitFor(inFile, { what: 'all writes to be in the file', timeoutMs: 10_000 });
}

/** Redis appends to a file of its own making otherwise than to one that it found at its start. */
async function newAppendOnlyFile(node: RedisNode): Promise<void> {
  await node.redis.bgrewriteaof();
  await node.untilIdle();
}

function incrementalFile(node: RedisNode): string {
  const folder = node.file('data/appendonlydir');
  return `${folder}/${readdirSync(folder).find((name) => name.endsWith('.incr.aof'))}`;
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

test('after a full volume the primary starts again with every acknowledged key, at once and after a second full volume', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  primary.start(LIMIT);
  await primary.untilReady();
  await newAppendOnlyFile(primary);
  const acknowledged = await fill(primary);
  await primary.freeVolume();
  await writeAfterwards(primary, acknowledged);
  // At once: before anything can be done about the hole in the file.
  await primary.kill();
  primary.start(2 * LIMIT);
  await primary.untilReady();
  assert.equal(await primary.redis.exists(...acknowledged), acknowledged.length);
  assert.match(primary.log, /append-only file .* hole/);

  await newAppendOnlyFile(primary);
  for (const round of [1, 2]) {
    primary.log = '';
    await primary.limitFiles(2 * LIMIT);
    acknowledged.push(...(await fill(primary, `round ${round}`)));
    await primary.freeVolume();
    await writeAfterwards(primary, acknowledged);
    await primary.untilLog(/append-only file is written anew/);
    await primary.untilIdle();
    await primary.redis.del(...acknowledged.splice(0, 200));
    await newAppendOnlyFile(primary);
  }
  await primary.stop();
  primary.start();
  await primary.untilReady();
  assert.ok(acknowledged.length > 200);
  assert.equal(await primary.redis.exists(...acknowledged), acknowledged.length);
  assert.doesNotMatch(primary.log, /hole/);
});

for (const [what, tail] of [
  ['after a whole command', ''],
  ['after a part of a command', '*3\r\n$3\r\nSET\r\n$9\r\nunwrit'],
]) {
  test(`zeros at the end of the append-only file, as a power failure leaves them, are taken away: ${what}`, async (t) => {
    const { primary } = await release(t, { replicas: 0 });
    primary.start();
    await primary.untilReady();
    await write(primary, 1000);
    await primary.stop();
    appendFileSync(incrementalFile(primary), Buffer.concat([Buffer.from(tail ?? ''), Buffer.alloc(3000)]));
    primary.start();
    await primary.untilReady();
    assert.equal(await primary.keys(), 1000);
    assert.match(primary.log, /3000 zeros at its end/);
  });
}

test('zeros within a value are data, and a file that is damaged otherwise is left as it is', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  primary.start();
  await primary.untilReady();
  await primary.redis.set('zeros', Buffer.alloc(5000));
  await primary.stop();
  primary.start();
  await primary.untilReady();
  assert.deepEqual(await primary.redis.getBuffer('zeros'), Buffer.alloc(5000));
  assert.doesNotMatch(primary.log, /hole/);
  await primary.stop();
  appendFileSync(incrementalFile(primary), 'no command\r\n');
  const before = readFileSync(incrementalFile(primary));
  primary.start();
  await primary.untilLog(/Bad file format/);
  assert.deepEqual(readFileSync(incrementalFile(primary)), before);
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

  await replica.freeVolume();
  await replica.untilLog(/append-only file is written anew/);
  await replica.untilIdle();
  await all.primary.kill();
  await replica.stop();
  replica.start();
  await replica.untilReady();
  assert.equal(await replica.keys(), 1000);
});

test('nothing is written anew where nothing has failed', async (t) => {
  const all = await release(t, { replicas: 1 });
  const replica = all.replicas[0] as RedisNode;
  all.primary.start();
  replica.start();
  await replica.untilInStep();
  await write(all.primary, 100);
  // Longer than it takes to find a hole.
  await delay(4000);
  await newAppendOnlyFile(all.primary);
  await write(all.primary, 100);
  await delay(4000);
  for (const node of [all.primary, replica]) assert.doesNotMatch(node.log, /written anew/);
});

test('an append-only file that was cut short is loaded up to the cut', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  primary.start();
  await primary.untilReady();
  await write(primary, 10_000);
  await primary.kill();
  const file = incrementalFile(primary);
  truncateSync(file, statSync(file).size - 7);
  primary.start();
  await primary.untilReady();
  assert.ok((await primary.keys()) >= 9000);
  assert.match(primary.log, /truncat/i);
});
