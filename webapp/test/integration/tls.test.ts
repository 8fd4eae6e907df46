/** Managed Redis: TLS with an authority of its own, and an ACL user. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { makeCertificates } from '../support/certificates';
import { eventually } from '../support/eventually';
import { freePort, RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';

const made = makeCertificates('DNS:redis.test,IP:127.0.0.1');
const skip = made === undefined && 'openssl is not installed';
after(() => made && rmSync(made.folder, { recursive: true, force: true }));

async function startTls(): Promise<RedisServer> {
  const port = await freePort();
  const files = ['--tls-cert-file', made?.certificate ?? '', '--tls-key-file', made?.key ?? ''];
  const tls = ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', ...files];
  const redis = await RedisServer.startAt('127.0.0.1', port, ...tls, '--tls-ca-cert-file', made?.ca ?? '');
  await redis.client.call('ACL', 'SETUSER', 'app', 'on', '>hush', '~*', '&*', '+@all');
  await redis.client.call('ACL', 'SETUSER', 'default', 'off');
  return redis;
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
