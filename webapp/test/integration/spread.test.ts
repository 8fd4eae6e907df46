import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { eventually } from '../support/eventually';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';

const HOSTS = ['127.0.0.2', '127.0.0.3', '127.0.0.4'];

let primary: RedisServer;
let replicas: RedisServer[];
let service: TestService;
let inDns: string[] = [];

before(async () => {
  primary = await RedisServer.start();
  const [first = '', ...others] = HOSTS;
  const options = ['--replicaof', '127.0.0.1', String(primary.port)];
  const one = await RedisServer.startAt(first, undefined, ...options);
  replicas = [one, ...(await Promise.all(others.map((host) => RedisServer.startAt(host, one.port, ...options))))];
  for (const replica of replicas) await replica.whenInStep();
  inDns = HOSTS.slice(0, 2);
  const resolve = async () => {
    if (inDns.length === 0) throw new Error('getaddrinfo EAI_AGAIN replicas.test');
    return inDns.map((address) => ({ address, family: 4 }));
  };
  const name = `redis://replicas.test:${one.port}`;
  const env = { REDIS_URL: primary.url, REDIS_REPLICAS_URL: name, REPLICA_DISCOVERY_INTERVAL_MS: '100' };
  service = await TestService.start(env, resolve);
  await service.whenHealthy(2);
  await service.put('there', 1);
  for (const replica of replicas) {
    await eventually(async () => assert.equal(await replica.client.get('item:there'), '1'));
  }
});

/** Reads with 20 at a time. @returns how many of them each replica served, and the statuses */
async function read(count: number): Promise<{ shares: number[]; statuses: number[] }> {
  const before = await keysRead();
  const statuses: number[] = [];
  const worker = async () => {
    while (statuses.length < count) statuses.push((await service.get('/items/there')).status);
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  const shares = (await keysRead()).map((calls, index) => calls - (before[index] ?? 0));
  return { shares, statuses: [...new Set(statuses)] };
}

function keysRead(): Promise<number[]> {
  return Promise.all(replicas.map((each) => each.keysRead()));
}

function assertEqualShares(shares: number[]): void {
  const fair = shares.reduce((sum, each) => sum + each, 0) / shares.length;
  assert.ok(fair > 0, `shares ${shares}`);
  for (const share of shares) assert.ok(Math.abs(share - fair) <= 0.1 * fair, `shares ${shares}`);
}

test('each replica behind the name serves an equal share, and a new one gets its own', async (t) => {
  const two = await read(600);
  assert.equal(two.shares[2], 0);
  assertEqualShares(two.shares.slice(0, 2));
  inDns = HOSTS;
  await service.whenHealthy(3);
  const three = await read(900);
  assertEqualShares(three.shares);
  assert.deepEqual([two.statuses, three.statuses], [[200], [200]]);
  t.diagnostic(`shares of two ${two.shares}, of three ${three.shares}`);
});

test('a replica that leaves DNS under load costs no read and gets no more', async () => {
  inDns = HOSTS;
  await service.whenHealthy(3);
  const reading = read(600);
  inDns = HOSTS.slice(0, 2);
  assert.deepEqual((await reading).statuses, [200]);
  await service.whenHealthy(2);
  assert.equal((await read(60)).shares[2], 0);
});

test('an outage of DNS changes nothing', async () => {
  inDns = HOSTS.slice(0, 2);
  await service.whenHealthy(2);
  inDns = [];
  const { statuses, shares } = await read(600);
  assert.deepEqual(statuses, [200]);
  assertEqualShares(shares.slice(0, 2));
  inDns = HOSTS.slice(0, 2);
});

test('reads that are in flight at a replica that dies are served by another', async () => {
  inDns = HOSTS.slice(0, 2);
  await service.whenHealthy(2);
  const [victim] = replicas;
  victim?.freeze();
  try {
    const reads = Array.from({ length: 40 }, () => service.get('/items/there'));
    // Every second one now waits for the frozen replica.
    await Promise.race(reads);
    await victim?.crash();
    assert.deepEqual([...new Set((await Promise.all(reads)).map((each) => each.status))], [200]);
  } finally {
    await victim?.run();
  }
});
