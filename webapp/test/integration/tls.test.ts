/** Managed Redis: TLS with an authority of its own, and an ACL user. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { makeCertificates } from '../support/certificates';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';

const made = makeCertificates('DNS:redis.test,IP:127.0.0.1');
const skip = made === undefined && 'openssl is not installed';
after(() => made && rmSync(made.folder, { recursive: true, force: true }));

function tlsOptions(port: number): string[] {
  const files = ['--tls-cert-file', made?.certificate ?? '', '--tls-key-file', made?.key ?? ''];
  const tls = ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', '--tls-replication', 'yes'];
  return [...tls, ...files, '--tls-ca-cert-file', made?.ca ?? ''];
}

async function startTls(...args: string[]): Promise<RedisServer> {
  const port = await freePort();
  const redis = await RedisServer.startAt('127.0.0.1', port, ...tlsOptions(port), ...args);
  await onlyApp(redis);
  return redis;
}

/** From now on nobody but the user `app` gets in; the test's own connection stays. */
async function onlyApp(redis: RedisServer): Promise<void> {
  await redis.client.call('ACL', 'SETUSER', 'app', 'on', '>hush', '~*', '&*', '+@all');
  await redis.client.call('ACL', 'SETUSER', 'default', 'off');
}

const LOGIN = { REDIS_USERNAME: 'app', REDIS_PASSWORD: 'hush', REDIS_TLS_CA_FILE: made?.ca ?? '' };

test('writes and reads go over TLS, as an ACL user, trusting the CA file', { skip }, async () => {
  const redis = await startTls();
  const service = await TestService.start({ ...LOGIN, REDIS_URL: `rediss://127.0.0.1:${redis.port}` });
  await service.whenHealthy(0);
  assert.equal((await service.put('secret', 1)).status, 201);
  assert.equal((await service.get('/items/secret')).status, 200);
  await service.stop();
});

test('a server whose authority isn’t trusted, or whose name is another, gets nothing', { skip }, async () => {
  const redis = await startTls();
  const stateOf = async (service: TestService) => (await service.get('/readyz')).json.redis.primary.error;
  const { REDIS_TLS_CA_FILE: _, ...untrusting } = LOGIN;
  const first = await TestService.start({ ...untrusting, REDIS_URL: `rediss://127.0.0.1:${redis.port}` });
  await eventually(async () => assert.match((await stateOf(first)) ?? '', /certificate/));
  assert.equal((await first.put('secret', 1)).status, 503);
  await first.stop();
  const second = await TestService.start({ ...LOGIN, REDIS_URL: `rediss://localhost:${redis.port}` });
  await eventually(async () => assert.match((await stateOf(second)) ?? '', /does not match certificate/));
  assert.equal((await second.put('secret', 1)).status, 503);
  await second.stop();
});

test('a replica behind a name is checked for the name, not for its address', { skip }, async () => {
  const redis = await startTls();
  const env = {
    ...LOGIN,
    REDIS_URL: `rediss://127.0.0.1:${redis.port}`,
    REDIS_REPLICAS_URL: `rediss://redis.test:${redis.port}`,
  };
  const service = await TestService.start(env, async () => [{ address: '127.0.0.1', family: 4 }]);
  await eventually(async () => {
    const [replica] = (await service.get('/readyz')).json.redis.replicas;
    assert.equal(replica.state, 'ready');
  });
  await service.stop();
});

test('an authority that isn’t the right one is named in the log, once', { skip }, async () => {
  const redis = await startTls();
  const other = makeCertificates('DNS:redis.test');
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => lines.push(line) });
  const env = { ...LOGIN, REDIS_TLS_CA_FILE: other?.ca ?? '', REDIS_URL: `rediss://127.0.0.1:${redis.port}` };
  const service = await TestService.start(env, undefined, log);
  try {
    await eventually(() => assert.ok(lines.length > 0));
    // A few more attempts.
    await sleep(500);
    const { msg, reason, redis: node } = JSON.parse(lines[0] ?? '') as Record<string, string>;
    assert.equal(msg, 'cannot reach Redis');
    assert.match(reason ?? '', /certificate/);
    assert.equal(node, `127.0.0.1:${redis.port}`);
    const ofPrimary = lines.filter((line) => line.includes('"primary"'));
    assert.equal(ofPrimary.length, 1, ofPrimary.join(''));
  } finally {
    await service.stop();
    if (other) rmSync(other.folder, { recursive: true, force: true });
  }
});

test('Sentinels are asked over TLS as the ACL user, and so is what they name', { skip }, async () => {
  const primary = await startTls();
  const master = ['--replicaof', '127.0.0.1', String(primary.port), '--masteruser', 'app', '--masterauth', 'hush'];
  const replica = await startTls(...master);
  await replica.whenInStep();
  const port = await freePort();
  const login = ['sentinel auth-user items app', 'sentinel auth-pass items hush'];
  const sentinel = await primary.startSentinel(login, port, ...tlsOptions(port));
  await eventually(async () => {
    const replicas = (await sentinel.client.call('SENTINEL', 'REPLICAS', 'items')) as unknown[];
    assert.equal(replicas.length, 1);
  });
  await onlyApp(sentinel);
  const service = await TestService.start({
    ...LOGIN,
    REDIS_URL: 'rediss://unused',
    REDIS_SENTINELS: `127.0.0.1:${port}`,
    REDIS_MASTER_SET: 'items',
    REPLICA_DISCOVERY_INTERVAL_MS: '200',
  });
  await service.whenHealthy(1);
  const { headers } = await service.put('secret', 1);
  assert.equal(await primary.client.get('item:secret'), '1');
  await eventually(async () => {
    const read = await service.get('/items/secret', { 'Consistency-Token': headers.get('consistency-token') ?? '' });
    assert.deepEqual([read.json.value, read.headers.get('served-by')], [1, 'replica']);
  });
  await service.stop();
});

test('with Sentinel the certificate must be for the name that the Sentinel gives', { skip }, async () => {
  const named = makeCertificates('DNS:localhost');
  assert.ok(named);
  const tls = (port: number) => [
    ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', '--tls-replication', 'yes'],
    ...['--tls-cert-file', named.certificate, '--tls-key-file', named.key, '--tls-ca-cert-file', named.ca],
    ...['--replica-announce-ip', 'localhost'],
  ];
  const port = await freePort();
  const primary = await RedisServer.startAt('127.0.0.1', port, ...tls(port));
  const replicaPort = await freePort();
  const of = ['--replicaof', '127.0.0.1', String(port)];
  const replica = await RedisServer.startAt('127.0.0.1', replicaPort, ...tls(replicaPort), ...of);
  await replica.whenInStep();
  const hostNames = ['sentinel resolve-hostnames yes', 'sentinel announce-hostnames yes'];
  const follow = async (...lines: string[]) => {
    const sentinelPort = await freePort();
    const sentinel = await RedisServer.startSentinelAt('127.0.0.1', sentinelPort, lines, ...tls(sentinelPort));
    const service = await TestService.start({
      REDIS_URL: 'rediss://unused',
      REDIS_TLS_CA_FILE: named.ca,
      REDIS_SENTINELS: `localhost:${sentinelPort}`,
      REDIS_MASTER_SET: 'items',
      REPLICA_DISCOVERY_INTERVAL_MS: '200',
    });
    return { sentinel, service };
  };
  try {
    const byName = await follow(...hostNames, `sentinel monitor items localhost ${port} 1`);
    await byName.service.whenHealthy(1);
    assert.equal((await byName.service.put('secret', 1)).status, 201);
    const { primary: found, replicas } = (await byName.service.get('/readyz')).json.redis;
    assert.deepEqual([found.address, replicas[0].node], [`localhost:${port}`, `localhost:${replicaPort}`]);
    await byName.service.stop();

    const byAddress = await follow(`sentinel monitor items 127.0.0.1 ${port} 1`);
    await eventually(async () => {
      const { error } = (await byAddress.service.get('/readyz')).json.redis.primary;
      assert.match(error ?? '', /does not match certificate/);
    });
    assert.equal((await byAddress.service.put('secret', 2)).status, 503);
    await byAddress.service.stop();
    for (const { sentinel } of [byName, byAddress]) await sentinel.stop();
  } finally {
    rmSync(named.folder, { recursive: true, force: true });
    for (const server of [replica, primary]) await server.stop();
  }
});
