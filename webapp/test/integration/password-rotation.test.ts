/** Redis' password changes while the service runs: it follows the file that holds it. */
import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';
import { SteadyClient } from '../support/steady-client';

/** After the connections were killed: until a request that begins then succeeds again, each of them. */
const RECONNECTED_MS = 2000;

const folder = mkdtempSync(join(tmpdir(), 'password-'));
const file = join(folder, 'password');
after(() => rmSync(folder, { recursive: true }));

function setFile(password: string): void {
  writeFileSync(`${file}.next`, password);
  renameSync(`${file}.next`, file);
}

const locked = (password: string) => ['--requirepass', password, '--masterauth', password];

/** Waits until the service has read the file since then. */
const whenRead = (service: TestService, sinceMs: number) =>
  eventually(async () => {
    const labels = { file: 'redis-password' };
    assert.ok((await service.metric('webapp_secret_file_read_timestamp_seconds', labels)) * 1000 >= sinceMs);
  });

async function setPasswords(nodes: readonly RedisServer[], ...rules: string[]): Promise<void> {
  for (const { client } of nodes) await client.call('ACL', 'SETUSER', 'default', ...rules);
}

async function killConnections(nodes: readonly RedisServer[]): Promise<void> {
  for (const { client } of nodes) await client.call('CLIENT', 'KILL', 'TYPE', 'NORMAL');
}

for (const removal of [['<old'], ['resetpass', '>new']]) {
  test(`no request of 200 writes/s and as many reads fails while the password changes (${removal.join(' ')})`, async (t) => {
    setFile('old\n');
    const primary = await RedisServer.start(...locked('old'));
    const nodes = [primary, await primary.startReplica(...locked('old')), await primary.startReplica(...locked('old'))];
    const service = await TestService.start({
      REDIS_URL: primary.url,
      REDIS_REPLICAS_URL: nodes
        .slice(1)
        .map(({ url }) => url)
        .join(','),
      REDIS_PASSWORD_FILE: file,
    });
    await service.whenHealthy(2);
    await service.put('there', 1);
    // The replicas get it a moment later, and until then their 404 would be right.
    await eventually(async () => {
      for (const { client } of nodes) assert.ok((await client.dbsize()) > 0);
    });
    const writes = new SteadyClient(service, 'write');
    const reads = new SteadyClient(service, 'read', 200, () => service.get('/items/there'));
    await sleep(1000);
    await setPasswords(nodes, '>new');
    await sleep(1000);
    const changedMs = Date.now();
    setFile('new\n');
    await whenRead(service, changedMs);
    await sleep(1000);
    await setPasswords(nodes, ...removal);
    await sleep(1000);
    assert.deepEqual([Object.keys(writes.summary()).sort(), Object.keys(reads.summary())], [['201'], ['200']]);

    const killedMs = performance.now();
    await killConnections(nodes);
    await sleep(3000);
    await Promise.all([writes.stop(), reads.stop()]);
    const failed = [...writes.responses, ...reads.responses].filter(({ status }) => status >= 300);
    t.diagnostic(
      `after all connections were killed: writes ${JSON.stringify(writes.summary())}, reads ${JSON.stringify(reads.summary())}`,
    );
    const last = Math.max(killedMs, ...failed.map(({ startMs }) => startMs));
    t.diagnostic(`the last request that failed began ${Math.round(last - killedMs)} ms after that`);
    assert.ok(last - killedMs < RECONNECTED_MS);
    for (const { problem, retryAfter } of failed) {
      assert.match(problem ?? '', /^(outcome-unknown|primary-unavailable|no-source)$/);
      assert.equal(retryAfter, '1');
    }
    await service.whenHealthy(2);
    await service.stop();
    for (const node of nodes) await node.stop();
  });
}

test('a connection that is lost while Redis has the new password alone is back soon after the file has it', async (t) => {
  setFile('old');
  const primary = await RedisServer.start(...locked('old'));
  const service = await TestService.start({ REDIS_URL: primary.url, REDIS_PASSWORD_FILE: file });
  await service.whenHealthy(0);
  await setPasswords([primary], 'resetpass', '>new');
  await service.put('still', 1).then(({ status }) => assert.equal(status, 201));
  await killConnections([primary]);
  await eventually(async () => assert.match((await service.put('a', 1)).json.detail, /WRONGPASS/));
  const { redis } = (await service.get('/readyz')).json;
  assert.match(redis.primary.wayOut, /REDIS_PASSWORD_FILE/);
  const changedMs = performance.now();
  setFile('new');
  await eventually(async () => assert.equal((await service.put('b', 1)).status, 201));
  t.diagnostic(`written ${Math.round(performance.now() - changedMs)} ms after the file changed`);
  await service.stop();
  await primary.stop();
});

test('a password in a URL is kept, whatever the file holds', async () => {
  setFile('other');
  const primary = await RedisServer.start(...locked('own'));
  const url = primary.url.replace('redis://', 'redis://:own@');
  const service = await TestService.start({ REDIS_URL: url, REDIS_PASSWORD_FILE: file });
  await service.whenHealthy(0);
  const changedMs = Date.now();
  setFile('another');
  await whenRead(service, changedMs);
  await killConnections([primary]);
  await eventually(async () => assert.ok((await service.put('a', 1)).status < 300));
  await service.stop();
  await primary.stop();
});

test('Sentinels are asked with the same password, and followed in the same way', async () => {
  setFile('old');
  const primary = await RedisServer.start(...locked('old'));
  const replica = await primary.startReplica(...locked('old'));
  const sentinel = await primary.startSentinel(['sentinel auth-pass items old'], undefined, '--requirepass', 'old');
  const nodes = [primary, replica, sentinel];
  const service = await TestService.start({
    REDIS_SENTINELS: `127.0.0.1:${sentinel.port}`,
    REDIS_MASTER_SET: 'items',
    REDIS_PASSWORD_FILE: file,
    REPLICA_DISCOVERY_INTERVAL_MS: '200',
  });
  await service.whenHealthy(1);
  const writes = new SteadyClient(service, 'write');
  await setPasswords(nodes, '>new');
  const changedMs = Date.now();
  setFile('new');
  await whenRead(service, changedMs);
  await setPasswords(nodes, '<old');
  await sleep(500);
  assert.deepEqual(Object.keys(writes.summary()), ['201']);
  await killConnections(nodes);
  await eventually(async () => {
    const { redis } = (await service.get('/readyz')).json;
    assert.deepEqual([redis.primary.state, redis.sentinels.state], ['ready', 'agreed']);
    assert.equal(redis.sentinels.sentinels[0].reached, true);
  });
  await writes.stop();
  await service.whenHealthy(1);
  assert.equal((await service.put('after', 1)).status, 201);
  await service.stop();
  for (const node of nodes.reverse()) await node.stop();
});
