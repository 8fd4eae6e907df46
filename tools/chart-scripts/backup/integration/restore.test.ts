/** restore.sh: a backup becomes the data of the running release. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../../deploy/local';
import { inStep, release, write } from '../../redis/testing/keys';
import type { RedisNode } from '../../redis/testing/node';
import { NodeSet } from '../../redis/testing/node-set';
import { Backups } from '../testing/backups';
import { type Content, content } from '../testing/content';

const MANY = 100_000;
/** Enough for what isn't about their number. */
const SOME = 10_000;

/** Keys of every type, in two databases, with and without an end. */
async function fill({ redis }: RedisNode, items = SOME): Promise<void> {
  const later = Date.now() + 3_600_000;
  for (let from = 0; from < items; from += 5000) {
    const pipeline = redis.pipeline();
    for (let i = from; i < from + 5000; i++) {
      pipeline.set(`item:${i}`, `value ${i}`);
      if (i % 10 === 0) pipeline.pexpireat(`item:${i}`, later + i);
    }
    await pipeline.exec();
  }
  await redis.hset('hash', Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`field${i}`, i])));
  await redis.sadd('set', ...Array.from({ length: 1000 }, (_, i) => `member${i}`));
  await redis.zadd('sorted', ...Array.from({ length: 1000 }, (_, i) => [i / 3, `member${i}`]).flat());
  await redis.rpush('list', ...Array.from({ length: 1000 }, (_, i) => i));
  await redis.xadd('stream', '1-1', 'a', '1');
  await redis.set(Buffer.from([0, 255, 10, 13, 32]), Buffer.from([0, 1, 2, 255]));
  const other = redis.duplicate({ db: 3 });
  await other.set('other', 'database');
  other.disconnect();
}

function assertSame(actual: Content, expected: Content): void {
  assert.deepEqual(actual.values, expected.values);
  assert.deepEqual([...actual.expires.keys()].sort(), [...expected.expires.keys()].sort());
  for (const [key, time] of expected.expires) {
    assert.ok(Math.abs((actual.expires.get(key) ?? 0) - time) <= 1000, `${key} expires at another time`);
  }
}

async function started(t: TestContext, replicas = 1) {
  const made = await release(t, { replicas });
  made.primary.start();
  for (const node of made.replicas) node.start();
  await made.primary.untilReady();
  for (const node of made.replicas) await node.untilInStep();
  return { ...made, primary: made.primary, replicas: made.replicas, backups: new Backups(made.primary), whole: made };
}

test('every key, type, value and end is as it was, on every node, and clients see another history', async (t) => {
  const { primary, replicas, backups, whole } = await started(t, 2);
  await fill(primary, MANY);
  const before = await content(primary.redis);
  const name = await backups.take();
  const replid = await primary.info('master_replid');
  await write(primary, 500, 'later');
  await primary.redis.del('hash', 'list', 'item:1');
  await primary.redis.set('item:2', 'changed');

  const from = Date.now();
  const { code, output } = await backups.run('restore.sh', { args: ['--force', name] });
  assert.equal(code, 0, output);
  t.diagnostic(`${MANY} keys: put back in ${Date.now() - from} ms`);
  assert.match(output, new RegExp(`restored ${name}: 100007 keys`));
  assertSame(await content(primary.redis), before);
  await inStep(whole);
  for (const node of replicas) assertSame(await content(node.redis), before);
  assert.notEqual(await primary.info('master_replid'), replid);
  assert.notEqual(await primary.info('master_replid2'), replid);
  assert.equal(await primary.redis.exists('tme1crv:restore'), 0);
  // What was there before is a backup, too.
  assert.equal(backups.names().length, 2);
  assert.equal(backups.about(backups.names()[1] as string)['keys'], String(MANY + 7 - 3 + 500));
});

test('each backup is a point of its own that can be gone back to', async (t) => {
  const { primary, backups } = await started(t, 0);
  const points: [string, Content][] = [];
  for (let i = 0; i < 3; i++) {
    await primary.redis.set('point', i);
    await write(primary, 10, `at${i}`);
    points.push([await backups.take(), await content(primary.redis)]);
  }
  const list = await backups.run('restore.sh');
  assert.equal(list.code, 0);
  for (const [name] of points) assert.match(list.output, new RegExp(`^${name} +\\d+ +\\d+ .*primary`, 'm'));
  for (const [name, then] of [points[1], points[2], points[0]] as [string, Content][]) {
    const { code, output } = await backups.run('restore.sh', { args: ['--force', name] });
    assert.equal(code, 0, output);
    assertSame(await content(primary.redis), then);
  }
});

test('while Redis holds keys it refuses, and nothing is changed', async (t) => {
  const { primary, backups } = await started(t, 0);
  await write(primary, 10);
  const name = await backups.take();
  const before = await content(primary.redis);
  const { code, output } = await backups.run('restore.sh', { args: [name] });
  assert.equal(code, 1);
  assert.match(output, /nothing is changed: Redis holds 10 keys\. With --force they go into a backup of their own/);
  assertSame(await content(primary.redis), before);
  assert.deepEqual(backups.names(), [name]);
});

for (const [what, damage, message] of [
  ['a flipped byte', (rdb: string) => flip(rdb), /its SHA-256 is not the one that was noted/],
  ['a cut file', (rdb: string) => truncateSync(rdb, 100), /its SHA-256 is not the one that was noted/],
  ['a missing file', (rdb: string) => truncateSync(rdb, 0), /its SHA-256 is not the one that was noted/],
] as const) {
  test(`${what} is refused, and nothing is changed`, async (t) => {
    const { primary, backups } = await started(t, 0);
    await write(primary, 1000);
    const name = await backups.take();
    damage(join(backups.folder, name, 'dump.rdb'));
    const { code, output } = await backups.run('restore.sh', { args: ['--force', name] });
    assert.equal(code, 1);
    assert.match(output, message);
    assert.equal(await primary.keys(), 1000);
  });
}

test('a backup of a newer Redis is refused, by its format and by its version', async (t) => {
  const { primary, backups } = await started(t, 0);
  await write(primary, 10);
  const name = await backups.take();
  const about = join(backups.folder, name, 'about');
  writeFileSync(about, readFileSync(about, 'utf8').replace(/redis-version .*/, 'redis-version 99.1.0'));
  const version = await backups.run('restore.sh', { args: ['--force', name] });
  assert.equal(version.code, 1);
  assert.match(version.output, /is of Redis 99\.1\.0, newer than the release's \d/);

  const rdb = join(backups.folder, name, 'dump.rdb');
  const bytes = readFileSync(rdb);
  bytes.write('REDIS0099', 0, 'latin1');
  writeFileSync(rdb, bytes);
  const { createHash } = await import('node:crypto');
  const sum = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(about, readFileSync(about, 'utf8').replace(/sha256 .*/, `sha256 ${sum}`));
  const format = await backups.run('restore.sh', { args: ['--force', name] });
  assert.equal(format.code, 1);
  assert.match(format.output, /can't be read by this Redis/);
  assert.equal(await primary.keys(), 10);
});

test('a release with too little memory or room on its volume is told before anything is changed', async (t) => {
  const { primary, backups } = await started(t, 0);
  await write(primary, 20_000);
  const name = await backups.take();
  await waitFor(async () => (await primary.redis.hget('tme1crv:history', 'free')) !== null, {
    what: 'the primary to say how much room there is',
    timeoutMs: 60_000,
  });
  await primary.redis.config('SET', 'maxmemory', '1mb');
  const memory = await backups.run('restore.sh', { args: ['--force', name] });
  assert.equal(memory.code, 1);
  assert.match(
    memory.output,
    /takes \d+ bytes of memory, and the release's Redis has maxmemory 1048576\. Nothing is changed/,
  );
  await primary.redis.config('SET', 'maxmemory', '0');
  const about = join(backups.folder, name, 'about');
  writeFileSync(about, readFileSync(about, 'utf8').replace(/bytes .*/, 'bytes 99999999999999'));
  const volume = await backups.run('restore.sh', { args: ['--force', name] });
  assert.equal(volume.code, 1);
  assert.match(volume.output, /of the primary's volume, where \d+ are free\. Nothing is changed/);
  assert.equal(await primary.keys(), 20_000);
});

test('it can be ended at any point and repeated', async (t) => {
  const { primary, replicas, backups, whole } = await started(t, 1);
  await fill(primary);
  const before = await content(primary.redis);
  const name = await backups.take();
  await primary.redis.del('hash');
  const start = performance.now();
  assert.equal((await backups.run('restore.sh', { args: ['--force', name] })).code, 0);
  const takesMs = performance.now() - start;
  await primary.redis.del('hash');
  let interrupted = 0;
  for (const share of [0.1, 0.25, 0.4, 0.55, 0.7, 0.85]) {
    const half = backups.start('restore.sh', '--force', name);
    await sleep(share * takesMs);
    // One that goes on where another was ended takes less time than a whole one.
    if (half.exitCode !== null) continue;
    process.kill(-(half.pid as number), 'SIGKILL');
    interrupted++;
  }
  assert.ok(interrupted >= 2, 'it was never interrupted');
  const { code, output } = await backups.run('restore.sh', { args: ['--force', name] });
  assert.equal(code, 0, output);
  assertSame(await content(primary.redis), before);
  await inStep(whole);
  for (const node of replicas) assertSame(await content(node.redis), before);
});

test('latest is the newest that holds keys', async (t) => {
  const { primary, backups } = await started(t, 0);
  await write(primary, 10);
  const before = await content(primary.redis);
  const name = await backups.take();
  await primary.redis.del(...(await primary.redis.keys('key:*')));
  await backups.take();
  const { code, output } = await backups.run('restore.sh', { args: ['latest'] });
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`restored ${name}:`));
  assert.deepEqual((await content(primary.redis)).values, before.values);

  const empty = new Backups(primary, `${backups.folder}-empty`);
  await primary.redis.del(...(await primary.redis.keys('key:*')));
  const none = await empty.take();
  const refused = await empty.run('restore.sh', { args: ['latest'] });
  assert.equal(refused.code, 1);
  assert.match(refused.output, new RegExp(`no backup holds keys; there are: ${none}`));
});

test('--force latest goes on with the same backup after each interruption', async (t) => {
  const { primary, backups } = await started(t, 0);
  await fill(primary);
  const before = await content(primary.redis);
  await backups.take();
  await primary.redis.del('hash');
  // Ended when what Redis held has become the newest backup: before the restore is noted, and after.
  for (const isThere of [async () => backups.names().length > 1, () => primary.redis.get('tme1crv:restore')]) {
    const half = backups.start('restore.sh', '--force', 'latest');
    while (!(await isThere())) await sleep(5);
    process.kill(-(half.pid as number), 'SIGKILL');
  }
  const { code, output } = await backups.run('restore.sh', { args: ['--force', 'latest'] });
  assert.equal(code, 0, output);
  assertSame(await content(primary.redis), before);
});

/** Ends a restore when it is in this phase. */
async function interrupt({ primary, backups }: Awaited<ReturnType<typeof started>>, phase: string, ...args: string[]) {
  const half = backups.start('restore.sh', ...args);
  while (!(await primary.redis.get('tme1crv:restore'))?.includes(phase)) {
    assert.equal(half.exitCode, null, `it ended before it was ${phase}`);
    await sleep(5);
  }
  process.kill(-(half.pid as number), 'SIGKILL');
}

test('what was written after an interruption stays when the restore is repeated', async (t) => {
  const all = await started(t, 0);
  const { primary, backups } = all;
  await fill(primary, 30_000);
  const before = await content(primary.redis);
  const name = await backups.take();
  await interrupt(all, ' copying ', '--force', name);
  await primary.redis.mset('written', 'meanwhile', 'item:1', 'changed');
  const { code, output } = await backups.run('restore.sh', { args: [name] });
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`going on with the restore of ${name}`));
  assert.deepEqual(await primary.redis.mget('written', 'item:1'), ['meanwhile', 'changed']);
  assert.equal((await content(primary.redis)).values.size, before.values.size + 1);
  assert.equal(backups.names().length, 2);
});

test('what was written after an interruption while all was deleted is kept in a backup', async (t) => {
  const all = await started(t, 0);
  const { primary, backups } = all;
  await fill(primary);
  const before = await content(primary.redis);
  const name = await backups.take();
  await interrupt(all, ' clearing ', '--force', name);
  if ((await primary.redis.get('tme1crv:restore'))?.includes('copying')) {
    await primary.redis.set('tme1crv:restore', `${name} clearing ${await beat(primary)}`);
  }
  await primary.redis.set('written', 'meanwhile');
  const { code, output } = await backups.run('restore.sh', { args: [name] });
  assert.equal(code, 0, output);
  assertSame(await content(primary.redis), before);
  const kept = await backups.run('restore.sh', { args: ['--force', backups.names().at(-1) as string] });
  assert.equal(kept.code, 0, kept.output);
  assert.equal(await primary.redis.get('written'), 'meanwhile');
});

for (const [what, marker] of [
  ['over a day ago', (name: string) => `${name} copying 1`],
  ['by a version that noted no time', (name: string) => name],
] as const) {
  test(`a restore that was interrupted ${what} doesn't go on`, async (t) => {
    const { primary, backups } = await started(t, 0);
    await write(primary, 10);
    const name = await backups.take();
    await primary.redis.del('key:1');
    await write(primary, 5, 'later');
    while ((await beat(primary)) === '') await sleep(50);
    await primary.redis.hincrby('tme1crv:history', 'beat', 90_000);
    await primary.redis.set('tme1crv:restore', marker(name));
    const now = await content(primary.redis);
    for (const wanted of [name, 'latest']) {
      const refused = await backups.run('restore.sh', { args: [wanted] });
      assert.equal(refused.code, 1, refused.output);
      assert.match(refused.output, new RegExp(`a restore of ${name} that was interrupted .*doesn't go on`));
      assert.match(refused.output, /nothing is changed: Redis holds 14 keys\./);
    }
    assertSame(await content(primary.redis), now);
    const forced = await backups.run('restore.sh', { args: ['--force', 'latest'] });
    assert.equal(forced.code, 0, forced.output);
    assert.equal(backups.about(backups.names()[1] as string)['before'], name);
    assert.equal(await primary.redis.exists('key:1', 'later:1', 'tme1crv:restore'), 1);
  });
}

test('items that clients write during a restore are in the lists afterwards, beside those of the backup', async (t) => {
  const { primary, backups } = await started(t, 0);
  const other = primary.redis.duplicate({ db: 3 });
  t.after(() => other.disconnect());
  const odd = Buffer.from([0, 255, 10, 13, 32]);
  const scores: [string, number][] = Array.from({ length: 2500 }, (_, i) => [`id${i}`, 1.7e12 + i / 3]);
  await primary.redis.zadd('items', ...scores.flatMap(([id]) => [0, id]), 0, odd);
  await primary.redis.zadd('items:expiry', ...scores.flatMap(([id, score]) => [score, id]), Number.MAX_VALUE, odd);
  await other.zadd('items', 0.1, 'elsewhere');
  const before = await content(primary.redis);
  const name = await backups.take();
  await primary.redis.del('items', 'items:expiry');
  const whole = await backups.run('restore.sh', { args: ['--force', name] });
  assert.equal(whole.code, 0, whole.output);
  assertSame(await content(primary.redis), before);

  // Stands for clients: writes once all was deleted, before the first page is copied.
  const write = `if [[ " $* " == *' -x '* ]] && mkdir '${backups.folder}-written' 2>/dev/null; then
    printf 'ZADD items 0 new\\nZADD items:expiry 7 new 8 id0\\n' | "$real" -h ${primary.host} -p ${primary.port} >/dev/null
  fi`;
  const during = await backups.run('restore.sh', { args: ['--force', name], programs: { 'redis-cli': write } });
  assert.equal(during.code, 0, during.output);
  assert.equal(await primary.redis.zcard('items'), 2502);
  assert.equal(await primary.redis.zscore('items', 'new'), '0');
  assert.deepEqual(await primary.redis.zmscore('items:expiry', 'new', 'id0', 'id1'), [
    '7',
    '8',
    String(scores[1]?.[1]),
  ]);
});

test('keys that clients delete meanwhile are a warning, and nothing at all there a failure', async (t) => {
  const all = await started(t, 0);
  const { primary, backups } = all;
  await write(primary, 1000);
  const name = await backups.take();
  const redis = primary.redis.duplicate();
  t.after(() => redis.disconnect());
  // Stands for clients: deletes before the result is counted.
  const { code, output } = await backups.run('restore.sh', {
    args: ['--force', name],
    programs: {
      'redis-cli': `for word; do [ "$word" != DBSIZE ] || "$real" -p ${primary.port} -h ${primary.host} DEL key:1; done >/dev/null`,
    },
  });
  assert.equal(code, 0, output);
  assert.match(output, /warning: of \d+ keys in database 0 \d+ are there/);
  assert.equal(await primary.redis.exists('tme1crv:restore'), 0);
  const nothing = await backups.run('restore.sh', {
    args: ['--force', name],
    programs: {
      'redis-cli': `for word; do [ "$word" != DBSIZE ] || "$real" -p ${primary.port} -h ${primary.host} EVAL "for _, key in ipairs(redis.call('KEYS', 'key:*')) do redis.call('DEL', key) end" 0; done >/dev/null`,
    },
  });
  assert.equal(nothing.code, 1, nothing.output);
  assert.match(nothing.output, /nothing of the backup is there/);
  assert.equal(await primary.redis.exists('tme1crv:restore'), 1);
});

async function beat({ redis }: RedisNode): Promise<string> {
  return (await redis.hget('tme1crv:history', 'beat')) ?? '';
}

test('into a release without data, and into the other topology and back', async (t) => {
  const { primary, backups } = await started(t, 0);
  await fill(primary);
  const before = await content(primary.redis);
  const name = await backups.take();

  const set = await NodeSet.create(t);
  set.start();
  const leader = await set.untilWhole();
  await leader.redis.redis.config('SET', 'min-replicas-to-write', '1');
  const there = new Backups(leader.redis, backups.folder);
  const into = await there.run('restore.sh', { args: [name] });
  assert.equal(into.code, 0, into.output);
  const after = await set.untilWhole();
  for (const { redis } of set.pods) {
    await redis.untilIdle();
    assertSame(await content(redis.redis), before);
  }

  const second = await there.take();
  const empty = await started(t, 0);
  const back = new Backups(empty.primary, backups.folder);
  const out = await back.run('restore.sh', { args: [second] });
  assert.equal(out.code, 0, out.output);
  assertSame(await content(empty.primary.redis), before);
  assert.equal(after.redis.host, leader.redis.host, 'a failover happened');
});

test('an unknown name says what there is', async (t) => {
  const { primary, backups } = await started(t, 0);
  await write(primary, 1);
  const name = await backups.take();
  mkdirSync(join(backups.folder, '.part-x'));
  copyFileSync(join(backups.folder, name, 'about'), join(backups.folder, '.part-x/about'));
  for (const wrong of ['20200101T000000Z', '../x', '.part-x', '']) {
    const { code, output } = await backups.run('restore.sh', { args: [wrong] });
    assert.equal(code, 1);
    assert.match(output, new RegExp(`there is no backup .*; there are: ${name}`));
  }
});

function flip(file: string): void {
  const bytes = readFileSync(file);
  const at = bytes.length >> 1;
  bytes.writeUInt8((bytes[at] as number) ^ 0xff, at);
  writeFileSync(file, bytes);
}
