/** take.sh: a copy of all data, checked, under a name of its own. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { release, write } from '../../redis/testing/keys';
import { NodeSet } from '../../redis/testing/node-set';
import { Backups } from '../testing/backups';

test('it comes from a replica that follows, and says what it is', async (t) => {
  const { primary, replicas } = await release(t, { replicas: 2 });
  for (const node of [primary, ...replicas]) node.start();
  for (const node of replicas) await node.untilInStep();
  await write(primary, 1000);
  await primary.redis.wait(2, 10_000);
  const backups = new Backups(primary);
  const name = await backups.take();
  const about = backups.about(name);
  const rdb = readFileSync(join(backups.folder, name, 'dump.rdb'));
  assert.match(name, /^\d{8}T\d{6}Z$/);
  assert.equal(about['sha256'], createHash('sha256').update(rdb).digest('hex'));
  assert.equal(about['bytes'], String(rdb.length));
  assert.equal(about['keys'], '1000');
  assert.equal(about['redis-version'], await primary.info('redis_version'));
  assert.equal(about['replication-id'], await primary.info('master_replid'));
  assert.ok(Number(about['replication-offset']) > 0);
  assert.ok(replicas.some(({ host }) => about['source'] === `replica ${host}`));
});

test('without a replica that follows it comes from the primary', async (t) => {
  const { primary, replicas } = await release(t, { replicas: 1 });
  primary.start();
  replicas[0]?.start();
  await replicas[0]?.untilInStep();
  await write(primary, 10);
  await replicas[0]?.kill();
  const backups = new Backups(primary);
  assert.equal(backups.about(await backups.take())['source'], `primary ${primary.host}`);
});

test('with Sentinel it comes from a replica too, also after a failover', async (t) => {
  const set = await NodeSet.create(t);
  set.start();
  const first = await set.untilWhole();
  await write(first.redis, 100);
  await set.kill([first]);
  const rest = set.pods.filter((pod) => pod !== first);
  for (;;) {
    const roles = await Promise.all(rest.map(({ redis }) => redis.info('role')));
    if (roles.includes('master')) break;
    await sleep(200);
  }
  set.start([first]);
  const leader = await set.untilWhole();
  const backups = new Backups(leader.redis);
  const about = backups.about(await backups.take());
  assert.equal(about['keys'], '100');
  assert.match(about['source'] ?? '', /^replica /);
  assert.notEqual(about['source'], `replica ${leader.redis.host}`);
});

test('the oldest beyond the number go, and an empty Redis pushes none out', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  primary.start();
  await primary.untilReady();
  const backups = new Backups(primary);
  const taken: string[] = [];
  for (let i = 0; i < 4; i++) {
    await write(primary, 1, `k${i}`);
    taken.push(await backups.take(3));
  }
  assert.deepEqual(backups.names(), taken.slice(1));
  await primary.redis.del(...(await primary.redis.keys('k*')));
  const empty = [await backups.take(3), await backups.take(3)];
  assert.deepEqual(backups.names(), [...taken.slice(1), empty[1]]);
});

test('what forced restores keep is counted apart: it pushes out no other backup, and does not fill the volume', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  primary.start();
  await primary.untilReady();
  await write(primary, 1);
  const backups = new Backups(primary);
  const nights = [await backups.take(2), await backups.take(2)];
  const kept: string[] = [];
  for (let i = 0; i < 4; i++) {
    const { code, output } = await backups.run('restore.sh', { args: ['--force', nights[i % 2] as string] });
    assert.equal(code, 0, output);
    kept.push(backups.names().at(-1) as string);
  }
  assert.deepEqual(backups.names(), [...nights, ...kept.slice(1)]);
  // The one that is restored stays, though it is the oldest of its kind.
  const oldest = await backups.run('restore.sh', { args: ['--force', kept[1] as string] });
  assert.equal(oldest.code, 0, oldest.output);
  assert.ok(backups.names().includes(kept[1] as string));
  const next = await backups.take(2);
  assert.deepEqual(
    backups.names().filter((name) => backups.about(name)['before'] === undefined),
    [nights[1], next],
  );
  assert.equal(backups.names().length, 5);
});

test('the keys that are counted are those of the dump, without the own ones that it holds', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  primary.start();
  await primary.untilReady();
  await write(primary, 10);
  // As in a new release: the history comes when Redis has been asked already.
  await primary.redis.call('ACL', 'SETUSER', 'default', '-eval');
  await primary.redis.del('tme1crv:history');
  const cli = `"$real" -h ${primary.host} -p ${primary.port}`;
  const backups = new Backups(primary);
  const { code, output } = await backups.run('take.sh', {
    programs: { 'redis-cli': `[[ " $* " != *' --rdb '* ]] || ${cli} HSET tme1crv:history id x beat 1 >/dev/null` },
  });
  assert.equal(code, 0, output);
  assert.match(output, /: 10 keys, /);

  await primary.redis.set('tme1crv:restore', 'a restore under way');
  assert.equal(backups.about(await backups.take())['keys'], '10');

  const unknown = await backups.run('take.sh', { programs: { 'redis-check-rdb': 'echo other words; exit 0' } });
  assert.equal(unknown.code, 1, unknown.output);
  assert.match(unknown.output, /no backup: redis-check-rdb doesn't say how many keys .*: other words/);
  assert.equal(backups.names().length, 2);
});

test('one that is taken while a restore is interrupted is the last choice, and pushes out none', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  primary.start();
  await primary.untilReady();
  await write(primary, 2);
  const backups = new Backups(primary);
  const whole = await backups.take(1);
  while ((await primary.redis.hget('tme1crv:history', 'beat')) === null) await sleep(50);
  const beat = await primary.redis.hget('tme1crv:history', 'beat');
  await primary.redis.set('tme1crv:restore', `${whole} copying ${beat}`);
  await primary.redis.del('key:1');
  const partial = [await backups.take(1), await backups.take(1)];
  assert.deepEqual(backups.names(), [whole, partial[1]]);
  assert.equal(backups.about(partial[1] as string)['partial'], whole);
  const list = await backups.run('restore.sh');
  assert.match(list.output, new RegExp(`^${partial[1]} .*, PARTIAL: during a restore of ${whole}$`, 'm'));
  // The restore was given up: the data count again, whatever the marker says.
  await primary.redis.hincrby('tme1crv:history', 'beat', 90_000);
  await primary.redis.del('key:0');
  const latest = await backups.run('restore.sh', { args: ['--force', 'latest'] });
  assert.equal(latest.code, 0, latest.output);
  assert.match(latest.output, new RegExp(`restored ${whole}: 2 keys`));
  await primary.redis.set('tme1crv:restore', `${whole} copying 1`);
  assert.equal(backups.about(await backups.take(1))['partial'], undefined);
});

test('two at a time can not be', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  primary.start();
  await primary.untilReady();
  await write(primary, 1000);
  const backups = new Backups(primary);
  const both = await Promise.all([backups.run('take.sh', { args: ['3'] }), backups.run('take.sh', { args: ['3'] })]);
  assert.deepEqual(both.map(({ code }) => code).sort(), [0, 1]);
  assert.match(both.find(({ code }) => code === 1)?.output ?? '', /another backup or restore runs/);
  assert.equal(backups.names().length, 1);
});

test('one that was interrupted is none, and leaves nothing behind', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  primary.start();
  await primary.untilReady();
  for (let i = 0; i < 20; i++) await primary.redis.set(`big:${i}`, Buffer.alloc(10_000_000, i));
  const backups = new Backups(primary);
  const half = backups.start('take.sh', '3');
  while (!anyPart(backups)) await sleep(10);
  process.kill(-(half.pid as number), 'SIGKILL');
  assert.deepEqual(backups.names(), []);
  const name = await backups.take(3);
  assert.deepEqual(backups.names(), [name]);
  assert.equal(anyPart(backups), false);
});

test('no backup, and a reason, where nothing whole can be had', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  const backups = new Backups(primary);
  const silent = await backups.run('take.sh', { args: ['3'] });
  assert.equal(silent.code, 1);
  assert.match(silent.output, /no backup: no Redis of this release has responded for 10 s/);
  primary.start();
  await primary.untilReady();
  await write(primary, 10);
  await write(primary, 20_000);
  const full = await backups.run('take.sh', { args: ['3'], maxFileKb: 50 });
  assert.equal(full.code, 1);
  assert.match(full.output, /no backup: the primary at \S+ sent no whole copy: .*; free on the volume: \S+/);
  primary.password = 'wrong';
  const refused = await backups.run('take.sh', { args: ['3'] });
  assert.equal(refused.code, 1);
  assert.match(refused.output, /no backup: no Redis of this release has responded for 10 s/);
});

function anyPart(backups: Backups): boolean {
  return readdirSync(backups.folder).some((name) => name.startsWith('.part-'));
}
