/** Redis that refuses the app: the pod isn't Ready and says why, and no connection whose start was refused is used. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import pino from 'pino';
import { aclRules, NEEDED_COMMANDS } from '../../src/redis/commands';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';
import { SlowLink } from '../support/slow-link';

const PASSWORD = 'hush';

let primary: RedisServer;
/** Lets everybody in: what it says must not make the app ready. */
let replica: RedisServer;

before(async () => {
  primary = await RedisServer.start();
  replica = await primary.startReplica();
  for (const server of [primary, replica]) await setUser(server, `on >${PASSWORD} ${aclRules()}`);
});

interface Logged {
  readonly service: TestService;
  /** Lines of the log that say that Redis refuses the app. */
  refusals(): { reason: string; wayOut: string }[];
}

/** Starts the app as the ACL user. */
async function startAs(server: RedisServer, env: Record<string, string> = {}): Promise<Logged> {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  const urls = { REDIS_URL: asUser(server.url), REDIS_REPLICAS_URL: replica.url };
  const service = await TestService.start({ ...urls, ...env }, undefined, log);
  const refusals = () => lines.map((line) => JSON.parse(line)).filter(({ msg }) => /refuses/.test(msg));
  return { service, refusals };
}

function asUser(url: string, password = PASSWORD): string {
  return url.replace('redis://', `redis://app:${password}@`);
}

async function setUser(server: RedisServer, rules: string): Promise<void> {
  await server.client.call('ACL', 'SETUSER', 'app', ...rules.split(' '));
}

/** Waits until the app says why it isn't ready, and makes sure that the replica has let it in by then. */
async function whenRefused({ service }: Logged, reason: RegExp): Promise<{ reason: string; wayOut: string }> {
  return eventually(async () => {
    const response = await service.get('/readyz');
    assert.equal(response.status, 503, response.text);
    assert.match(response.json.reason, reason);
    assert.ok(response.json.redis.replicas.some((each: { state: string }) => each.state === 'ready'));
    return response.json;
  });
}

const whenReady = ({ service }: Logged) =>
  eventually(async () => assert.equal((await service.get('/readyz')).status, 200));

test('with the rules that the README gives an ACL user, the whole app works and Redis denies nothing', async () => {
  for (const server of [primary, replica]) await server.client.call('ACL', 'LOG', 'RESET');
  const { service } = await startAs(primary, { REDIS_REPLICAS_URL: asUser(replica.url) });
  await service.whenHealthy(1);
  const { headers } = await service.put('a', 1);
  const token = { 'Consistency-Token': headers.get('consistency-token') ?? '' };
  assert.match(token['Consistency-Token'], /^1\.[0-9a-f]{40}\./);
  assert.equal((await service.put('a', 2, { 'If-Match': '*' })).status, 200);
  assert.equal((await service.put('a', 2, { 'If-None-Match': '*' })).status, 412);
  assert.equal((await service.request('POST', '/items', { value: 1, ttlSeconds: 1 })).status, 201);
  assert.equal((await service.get('/items/a', token)).status, 200);
  assert.equal((await service.get('/items?id=a', token)).json.items.length, 1);
  assert.equal((await service.get('/items', token)).status, 200);
  assert.equal((await service.request('DELETE', '/items/a')).status, 204);
  // The sweep takes the expired item out of the index.
  await eventually(async () => assert.equal(await primary.client.zcard('items'), 0));
  for (const server of [primary, replica]) assert.deepEqual(await server.client.call('ACL', 'LOG'), []);
  await service.stop();
});

for (const { name, place } of NEEDED_COMMANDS) {
  test(`without ${name.toUpperCase()} (${place}) the app is not ready, says so once, writes nothing, and follows when it is allowed`, async () => {
    await setUser(primary, `-${name}`);
    const started = await startAs(primary);
    const { service } = started;
    try {
      const { wayOut } = await whenRefused(started, new RegExp(`NOPERM for .*${name}`, 'i'));
      assert.match(wayOut, new RegExp(`\\+${name}\\b`));
      const write = await service.put('refused', 1);
      assert.equal(write.status, 503);
      assert.equal(write.json.type, '/problems/primary-unavailable');
      assert.match(write.json.detail, /NOPERM/);
      assert.equal((await service.get('/items/refused')).status, 404);
      assert.equal(await primary.client.exists('item:refused'), 0);
      // Long enough for several more attempts.
      await new Promise((resolve) => setTimeout(resolve, 1200));
      assert.deepEqual(
        started.refusals().map((line) => line.wayOut),
        [wayOut],
      );
      await setUser(primary, `+${name}`);
      await whenReady(started);
      assert.equal((await service.put('refused', 1)).status, 201);
      assert.equal((await service.request('DELETE', '/items/refused')).status, 204);
    } finally {
      await setUser(primary, `+${name}`);
      await service.stop();
    }
  });
}

test('a command that Redis was told not to have keeps the app from being ready', async () => {
  const without = await RedisServer.start('--rename-command', 'EVAL', '');
  const started = await startAs(without, { REDIS_URL: without.url });
  const { wayOut } = await whenRefused(started, /has no EVAL/);
  assert.match(wayOut, /rename or disable EVAL/);
  await started.service.stop();
  await without.stop();
});

test('without its keys the app is not ready', async () => {
  await setUser(primary, 'resetkeys ~item:*');
  const started = await startAs(primary);
  try {
    const { wayOut } = await whenRefused(started, /NOPERM for/);
    assert.match(wayOut, /~item:\* ~items ~items:expiry/);
  } finally {
    await setUser(primary, aclRules());
    await started.service.stop();
  }
});

test('where only INFO is refused reads are served, and say that nobody can tell whether they are old', async () => {
  const other = await RedisServer.start();
  await setUser(other, `on >${PASSWORD} ${aclRules()} -info`);
  await other.client.mset('item:there', '"value"');
  await other.client.zadd('items', 0, 'there');
  const { service } = await startAs(other, { REDIS_REPLICAS_URL: asUser(other.url) });
  try {
    await eventually(async () => assert.equal((await service.get('/items/there')).status, 200));
    assert.equal((await service.get('/readyz')).status, 503);
    assert.equal((await service.get('/readyz')).json.redis.primary.state, 'reads only');
    const plain = await service.get('/items/there');
    assert.equal(plain.headers.get('consistency'), null);
    assert.equal(plain.headers.get('served-by'), 'primary');
    const token = `1.${'a'.repeat(40)}.1`;
    const withToken = await service.get('/items/there', { 'Consistency-Token': token });
    assert.deepEqual([withToken.status, withToken.headers.get('consistency')], [200, 'unverified']);
    const page = await service.get('/items?limit=1');
    assert.deepEqual([page.status, page.json.items[0].id], [200, 'there']);
    assert.equal((await service.put('there', 1)).status, 503);
    assert.equal(await other.client.get('item:there'), '"value"');
  } finally {
    await service.stop();
    await other.stop();
  }
});

test('where INFO is refused by every node and the primary is gone, replicas serve reads', async () => {
  const other = await RedisServer.start();
  await setUser(other, `on >${PASSWORD} ${aclRules()} -info`);
  await other.client.set('item:there', '1');
  const gone = `redis://127.0.0.1:${await freePort()}`;
  const { service } = await startAs(other, { REDIS_URL: gone, REDIS_REPLICAS_URL: asUser(other.url) });
  try {
    await eventually(async () => {
      const read = await service.get('/items/there', { 'Consistency-Token': `1.${'a'.repeat(40)}.1` });
      assert.equal(read.status, 200);
      assert.equal(read.headers.get('served-by'), 'replica-stale');
      assert.equal(read.headers.get('consistency'), 'unverified');
    });
  } finally {
    await service.stop();
    await other.stop();
  }
});

test('a permission that is taken away while the app runs ends the connection, and the app stays ready', async () => {
  const started = await startAs(primary);
  const { service } = started;
  try {
    await whenReady(started);
    assert.ok((await service.put('half', 1)).status < 300);
    await setUser(primary, '-zadd');
    // The script is stopped half-way, so nobody may claim that nothing was written.
    const first = await service.put('half', 2);
    assert.deepEqual([first.status, first.json.type], [503, '/problems/outcome-unknown']);
    await eventually(async () => {
      const next = await service.put('half', 3);
      assert.deepEqual([next.status, next.json.type], [503, '/problems/primary-unavailable']);
      assert.match(next.json.detail, /NOPERM/);
    });
    assert.equal(await primary.client.get('item:half'), '2');
    assert.equal((await service.get('/readyz')).status, 200);
    await setUser(primary, '+zadd');
    await eventually(async () => assert.equal((await service.put('half', 4)).status, 200));
  } finally {
    await setUser(primary, '+zadd');
    await service.stop();
  }
});

test('a wrong password, and none where there must be one, keep the app from being ready until they are right', async () => {
  for (const [password, code] of [
    ['other', 'WRONGPASS'],
    ['', 'NOAUTH'],
  ] as const) {
    const locked = await RedisServer.start('--requirepass', 'right');
    const url = locked.url.replace('redis://', password === '' ? 'redis://' : `redis://:${password}@`);
    const started = await startAs(locked, { REDIS_URL: url });
    const { wayOut } = await whenRefused(started, new RegExp(code));
    assert.match(wayOut, /REDIS_PASSWORD/);
    assert.deepEqual(
      started.refusals().map((line) => line.wayOut),
      [wayOut],
    );
    const write = await started.service.put('locked', 1);
    assert.match(write.json.detail, new RegExp(code));
    await locked.client.call('ACL', 'SETUSER', 'default', password === '' ? 'nopass' : `>${password}`);
    await whenReady(started);
    assert.equal((await started.service.put('locked', 1)).status, 201);
    await started.service.stop();
    await locked.stop();
  }
});

test('while two passwords are valid, pods with either of them work, through new connections too', async () => {
  const server = await RedisServer.start('--requirepass', 'old');
  const env = (password: string) => ({
    REDIS_URL: server.url,
    REDIS_REPLICAS_URL: server.url,
    REDIS_PASSWORD: password,
  });
  const old = await startAs(server, env('old'));
  await whenReady(old);
  const next = await startAs(server, env('new'));
  await eventually(async () => assert.match((await next.service.get('/readyz')).json.reason, /WRONGPASS/));
  await server.client.call('ACL', 'SETUSER', 'default', '>new');
  await whenReady(next);
  await server.client.call('CLIENT', 'KILL', 'TYPE', 'NORMAL');
  for (const { service } of [old, next]) {
    await eventually(async () => assert.ok((await service.put('either', 1)).status < 300));
  }
  // The old one goes: the pods that have it lose their next connection, and stay ready.
  await server.client.call('ACL', 'SETUSER', 'default', '<old');
  await server.client.call('CLIENT', 'KILL', 'TYPE', 'NORMAL');
  await eventually(async () => assert.match((await old.service.put('either', 2)).json.detail, /WRONGPASS/));
  assert.equal((await old.service.get('/readyz')).status, 200);
  await eventually(async () => assert.equal((await next.service.put('either', 3)).status, 200));
  for (const { service } of [old, next]) await service.stop();
  await server.stop();
});

test('a database that does not exist keeps the app from being ready, and database 0 is left alone', async () => {
  const started = await startAs(primary, { REDIS_URL: `${primary.url}/99` });
  const { wayOut } = await whenRefused(started, /database 99/);
  assert.match(wayOut, /"databases"/);
  const before = await primary.client.dbsize();
  assert.equal((await started.service.put('nowhere', 1)).status, 503);
  assert.equal(await primary.client.dbsize(), before);
  await started.service.stop();
});

test('a database that exists is used, over new connections too', async () => {
  const { service } = await startAs(primary, {
    REDIS_URL: `${primary.url}/3`,
    REDIS_REPLICAS_URL: `${replica.url}/3`,
  });
  await service.whenHealthy(1);
  assert.equal((await service.put('third', 1)).status, 201);
  await primary.client.call('CLIENT', 'KILL', 'TYPE', 'NORMAL');
  await eventually(async () => assert.equal((await service.put('third', 2)).status, 200));
  assert.equal(await primary.client.exists('item:third'), 0);
  await primary.client.pipeline().select(3).del('item:third', 'items').select(0).exec();
  await service.stop();
});

test('Redis in cluster mode keeps the app from being ready, also where it may not ask for it', async () => {
  // Its own port for the cluster's bus would be 10,000 higher, where the system may have a connection.
  const bus = ['--cluster-port', String(await freePort())];
  const cluster = await RedisServer.start('--cluster-enabled', 'yes', ...bus);
  await cluster.client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await eventually(async () => assert.match(await cluster.client.call('CLUSTER', 'INFO').then(String), /state:ok/));
  await setUser(cluster, `on >${PASSWORD} ${aclRules()} -info`);
  for (const url of [cluster.url, asUser(cluster.url)]) {
    const started = await startAs(cluster, { REDIS_URL: url });
    const { wayOut } = await whenRefused(started, /cluster mode/);
    assert.match(wayOut, /without cluster mode/);
    assert.equal((await started.service.put('a', 1)).status, 503);
    assert.equal(await cluster.client.dbsize(), 0);
    await started.service.stop();
  }
  await cluster.stop();
});

test('a primary that cannot be reached does not count, and what it refuses later takes nothing away', async () => {
  const name = await SlowLink.to(await freePort());
  const started = await startAs(primary, { REDIS_URL: asUser(`redis://127.0.0.1:${name.port}`, 'wrong') });
  try {
    await whenReady(started);
    name.leadTo(primary.port);
    await eventually(async () => assert.match((await started.service.put('a', 1)).json.detail, /WRONGPASS/));
    assert.equal((await started.service.get('/readyz')).status, 200);
  } finally {
    await started.service.stop();
    name.close();
  }
});

test('a replica that replies first does not make the app ready before the primary had its say', async () => {
  const link = await SlowLink.to(primary.port);
  link.slowDown(150);
  const started = await startAs(primary, { REDIS_URL: asUser(`redis://127.0.0.1:${link.port}`, 'wrong') });
  try {
    await eventually(async () => {
      const response = await started.service.get('/readyz');
      assert.equal(response.status, 503);
      assert.match(response.json.reason, /WRONGPASS/);
    });
  } finally {
    await started.service.stop();
    link.close();
  }
});

test('attempts at a primary that refuses come at a slow pace', async () => {
  const link = await SlowLink.to(primary.port);
  await setUser(primary, '-get');
  const started = await startAs(primary, { REDIS_URL: asUser(`redis://127.0.0.1:${link.port}`) });
  try {
    await whenRefused(started, /NOPERM/);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const before = link.connections;
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const made = link.connections - before;
    assert.ok(made >= 2 && made <= 5, `${made} connections in 2 s`);
  } finally {
    await setUser(primary, '+get');
    await started.service.stop();
    link.close();
  }
});
