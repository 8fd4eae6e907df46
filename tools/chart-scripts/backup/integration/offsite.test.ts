/** offsite.sh and fetch.sh: encrypted copies on a real S3 server, and the way back. */
import assert from 'node:assert/strict';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { release, write } from '../../redis/testing/keys';
import { Backups } from '../testing/backups';
import { content } from '../testing/content';
import { type S3, s3 } from '../testing/s3';

async function started(t: TestContext) {
  const { primary } = await release(t, { replicas: 0 });
  primary.start();
  await primary.untilReady();
  await write(primary, 1000);
  const storage = await s3(t);
  return { primary, storage, backups: new Backups(primary) };
}

test('each backup is copied once, the oldest copies go, and nothing of them can be read there', async (t) => {
  const { primary, storage, backups } = await started(t);
  await primary.redis.set('clear', 'a value that nobody may read');
  const names: string[] = [];
  for (let i = 0; i < 3; i++) {
    names.push(await backups.take());
    const { code, output } = await backups.runInRestic('offsite.sh', storage.environment);
    assert.equal(code, 0, output);
    assert.match(output, new RegExp(`copied ${names[i]} to s3:`));
  }
  const again = await backups.runInRestic('offsite.sh', storage.environment);
  assert.equal(again.code, 0, again.output);
  assert.doesNotMatch(again.output, /copied/);
  const list = await backups.runInRestic('fetch.sh', storage.environment);
  assert.deepEqual([...new Set(list.output.match(/\d{8}T\d{6}Z/g))], names.slice(1));
  for (const file of files(storage)) assert.doesNotMatch(readFileSync(file, 'latin1'), /nobody may read|redis-version/);
});

test('an empty Redis makes no copy, and neither does one whose restore was interrupted', async (t) => {
  const { primary, storage, backups } = await started(t);
  await backups.take();
  await backups.runInRestic('offsite.sh', storage.environment);
  await primary.redis.del(...(await primary.redis.keys('key:*')));
  await backups.take();
  await write(primary, 10);
  const beat = await primary.redis.hget('tme1crv:history', 'beat');
  await primary.redis.set('tme1crv:restore', `20261126T031700Z copying ${beat}`);
  await backups.take();
  const { code, output } = await backups.runInRestic('offsite.sh', storage.environment);
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /copied/);
});

for (const wanted of ['a name', 'latest']) {
  test(`with the volume lost, ${wanted} is fetched and restored`, async (t) => {
    const { primary, storage, backups } = await started(t);
    const before = await content(primary.redis);
    const name = await backups.take();
    assert.equal((await backups.runInRestic('offsite.sh', storage.environment)).code, 0);
    await write(primary, 10, 'later');

    const empty = new Backups(primary, `${backups.folder}-new`);
    const RESTORE = `--force ${wanted === 'latest' ? 'latest' : name}`;
    const fetched = await empty.runInRestic('fetch.sh', { ...storage.environment, RESTORE });
    assert.equal(fetched.code, 0, fetched.output);
    assert.deepEqual(empty.names(), [name]);
    const restored = await empty.run('restore.sh', { args: RESTORE.split(' ') });
    assert.equal(restored.code, 0, restored.output);
    assert.deepEqual((await content(primary.redis)).values, before.values);
  });
}

test('latest is fetched although the volume has a backup of an empty Redis', async (t) => {
  const { primary, storage, backups } = await started(t);
  const before = await content(primary.redis);
  await backups.take();
  assert.equal((await backups.runInRestic('offsite.sh', storage.environment)).code, 0);
  await primary.redis.del(...(await primary.redis.keys('key:*')));
  const other = new Backups(primary, `${backups.folder}-new`);
  await other.take();
  const fetched = await other.runInRestic('fetch.sh', { ...storage.environment, RESTORE: 'latest' });
  assert.equal(fetched.code, 0, fetched.output);
  const restored = await other.run('restore.sh', { args: ['latest'] });
  assert.equal(restored.code, 0, restored.output);
  assert.deepEqual((await content(primary.redis)).values, before.values);
});

test('of a repository that releases share, the own copies come first, and those of several others are listed', async (t) => {
  const { primary, storage, backups } = await started(t);
  const as = (BACKUP_HOST: string, RESTORE = 'latest') => ({ ...storage.environment, BACKUP_HOST, RESTORE });
  const shop = await backups.take();
  assert.equal((await backups.runInRestic('offsite.sh', as('shop.prod'))).code, 0);
  const fetchInto = async (folder: string, env: NodeJS.ProcessEnv) => {
    const empty = new Backups(primary, `${backups.folder}-${folder}`);
    return { ...(await empty.runInRestic('fetch.sh', env)), names: empty.names() };
  };
  // The only one that there is.
  assert.deepEqual((await fetchInto('only', as('new.prod'))).names, [shop]);

  const other = new Backups(primary, `${backups.folder}-other`);
  const billing = await other.take();
  assert.equal((await other.runInRestic('offsite.sh', as('billing.prod'))).code, 0);
  assert.deepEqual((await fetchInto('own', as('shop.prod'))).names, [shop]);
  const several = await fetchInto('several', as('new.prod'));
  assert.equal(several.code, 1, several.output);
  assert.match(
    several.output,
    /no copy of latest of new\.prod, and several of others: billing\.prod shop\.prod\. Set BACKUP_HOST/,
  );
  assert.match(several.output, new RegExp(`shop\\.prod +${shop}`));
  assert.deepEqual(several.names, []);
  assert.deepEqual((await fetchInto('named', as('new.prod', billing))).names, [billing]);
  const none = await fetchInto('none', as('new.prod', '20200101T000000Z'));
  assert.match(none.output, /the repository has no copy of 20200101T000000Z/);
});

test('a flipped byte in the storage is refused, and nothing is put on the volume', async (t) => {
  const { primary, storage, backups } = await started(t);
  const name = await backups.take();
  assert.equal((await backups.runInRestic('offsite.sh', storage.environment)).code, 0);
  for (const file of files(storage).filter((path) => path.includes('/data/'))) {
    const bytes = readFileSync(file);
    bytes.writeUInt8((bytes[bytes.length >> 1] as number) ^ 0xff, bytes.length >> 1);
    writeFileSync(file, bytes);
  }
  const empty = new Backups(primary, `${backups.folder}-new`);
  const { code } = await empty.runInRestic('fetch.sh', { ...storage.environment, RESTORE: name });
  assert.notEqual(code, 0);
  assert.deepEqual(empty.names(), []);
});

test('a copy that was cut off is none, and is made again', async (t) => {
  const { primary, storage, backups } = await started(t);
  assert.equal((await backups.runInRestic('offsite.sh', storage.environment)).code, 0); // makes the repository
  for (let i = 0; i < 200; i++) await primary.redis.set(`big:${i}`, randomText(200_000));
  const name = await backups.take();
  const half = backups.startInRestic('offsite.sh', { ...storage.environment, RESTIC_READ_CONCURRENCY: '1' });
  const before = files(storage).length;
  while (files(storage).length === before) await sleep(5);
  process.kill(-(half.pid as number), 'SIGKILL');
  const missing = await new Backups(primary, `${backups.folder}-new`).runInRestic('fetch.sh', {
    ...{ ...storage.environment, RESTORE: name },
  });
  assert.notEqual(missing.code, 0);
  const { code, output } = await backups.runInRestic('offsite.sh', storage.environment);
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`copied ${name}`));
});

test('after the repository was lost the backups are copied into the new one', async (t) => {
  const { storage, backups } = await started(t);
  const name = await backups.take();
  // A folder: the S3 server remembers for a while what was in its own.
  const env = { ...storage.environment, RESTIC_REPOSITORY: `${backups.folder}-repository` };
  assert.equal((await backups.runInRestic('offsite.sh', env)).code, 0);
  rmSync(env.RESTIC_REPOSITORY, { recursive: true });
  const { code, output } = await backups.runInRestic('offsite.sh', env);
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`copied ${name}`));
});

test('a wrong password is an error, and makes no second repository', async (t) => {
  const { storage, backups } = await started(t);
  await backups.take();
  assert.equal((await backups.runInRestic('offsite.sh', storage.environment)).code, 0);
  const wrong = await backups.runInRestic('offsite.sh', { ...storage.environment, RESTIC_PASSWORD: 'wrong' });
  assert.notEqual(wrong.code, 0);
  assert.match(wrong.output, /wrong password or no key found/);
});

test('a storage that is away is an error, and the backup waits for the next run', async (t) => {
  const { storage, backups } = await started(t);
  const name = await backups.take();
  const RESTIC_REPOSITORY = 's3:http://127.0.0.1:1/bucket';
  const away = backups.startInRestic('offsite.sh', { ...storage.environment, RESTIC_REPOSITORY });
  await sleep(2000);
  process.kill(-(away.pid as number), 'SIGKILL');
  const { output } = await backups.runInRestic('offsite.sh', storage.environment);
  assert.match(output, new RegExp(`copied ${name}`));
});

function files({ folder }: S3): string[] {
  return globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function randomText(length: number): string {
  return Array.from({ length: length / 10 }, () => Math.random().toString(36).slice(2, 12).padEnd(10, '0')).join('');
}
