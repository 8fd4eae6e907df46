/** Replicas that lag: the limits take them out of the read set, although their links are up. */
import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { eventually } from '../support/eventually';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';
import { SlowLink } from '../support/slow-link';

let primary: RedisServer;
let link: SlowLink;
let lagging: RedisServer;
let healthy: RedisServer;
let service: TestService;

before(async () => {
  primary = await RedisServer.start('--repl-timeout', '60');
  link = await SlowLink.to(primary.port);
  lagging = await RedisServer.start('--replicaof', '127.0.0.1', String(link.port), '--repl-timeout', '60');
  healthy = await primary.startReplica();
  await lagging.whenInStep();
});

afterEach(async () => {
  await service?.stop();
  link.release();
});

async function serve(limits: Record<string, string>): Promise<void> {
  const urls = `${lagging.url},${healthy.url}`;
  service = await TestService.start({ REDIS_URL: primary.url, REDIS_REPLICAS_URL: urls, ...limits });
  await service.whenHealthy(2);
}

const stateOfLagging = async () => (await service.get('/readyz')).json.redis.replicas[0];

/** @returns how many of so many reads the lagging replica serves */
async function readsOfLagging(reads: number): Promise<number> {
  const calls = async () => {
    const stats = await lagging.client.info('commandstats');
    return Number(/cmdstat_m?get:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  };
  const before = await calls();
  for (let n = 0; n < reads; n += 1) {
    const response = await service.get('/items/lag');
    assert.deepEqual([response.status, response.headers.get('served-by')], [200, 'replica']);
  }
  return (await calls()) - before;
}

const limits: [string, Record<string, string>, string][] = [
  ['bytes', { REPLICA_MAX_LAG_BYTES: '2000', REPLICA_MAX_LAG_SECONDS: '0' }, 'lagBytes'],
  ['seconds', { REPLICA_MAX_LAG_BYTES: '0', REPLICA_MAX_LAG_SECONDS: '1' }, 'lagSeconds'],
];

for (const [unit, env, field] of limits) {
  test(`a replica that lags more ${unit} than the limit gets no reads until it has caught up`, async () => {
    await serve(env);
    await service.put('lag', 1);
    await eventually(async () => assert.equal(await readsOfLagging(10), 5));
    link.hold();
    await service.put('lag', 'x'.repeat(3000));
    await eventually(async () => assert.equal((await stateOfLagging()).healthy, false));
    const state = await stateOfLagging();
    assert.equal(state.linkUp, true);
    assert.ok(state[field] > 1, JSON.stringify(state));
    assert.equal(await readsOfLagging(10), 0);
    link.release();
    await service.whenHealthy(2);
    assert.equal(await readsOfLagging(10), 5);
  });
}

test('without limits a replica that lags goes on serving', async () => {
  await serve({ REPLICA_MAX_LAG_BYTES: '0', REPLICA_MAX_LAG_SECONDS: '0' });
  await service.put('lag', 1);
  link.hold();
  await service.put('lag', 'x'.repeat(3000));
  await eventually(async () => assert.ok((await stateOfLagging()).lagBytes > 3000));
  assert.equal(await readsOfLagging(10), 5);
});

test('how far a replica lags is told only while it can be asked: an old figure would look like a new one', async () => {
  await serve({ REPLICA_MAX_LAG_BYTES: '0', REPLICA_MAX_LAG_SECONDS: '0' });
  const told = async () =>
    (await service.metrics()).split('\n').filter((line) => line.startsWith('webapp_replica_lag_seconds{'));
  await eventually(async () => assert.equal((await told()).length, 2));
  await lagging.crash();
  try {
    await eventually(async () => assert.equal((await told()).length, 1));
  } finally {
    await lagging.run();
  }
  await eventually(async () => assert.equal((await told()).length, 2));
});
