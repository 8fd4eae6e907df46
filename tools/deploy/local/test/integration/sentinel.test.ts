/** The stack with Sentinel: a failover, and what is kept over it. The tests build on each other. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { activeTargets, down, freePorts, primaryName, redisRoles, type Stack, status, up, waitFor } from '../../index';
import { LIMIT_MS, StackFolder } from '../../testing/stack-folder';

/** What the issue asks of a failover. */
const FAILOVER_MS = 30_000;
const NODES = ['redis-node-0', 'redis-node-1', 'redis-node-2'];
const SENTINELS = ['sentinel-0', 'sentinel-1', 'sentinel-2'];

let here: StackFolder;
let stack: Stack;

before(async () => {
  here = await StackFolder.create(NODES.length);
  stack = await up(here.options({ profile: 'ha' }));
});

after(() => here.remove());

test('one node leads, the others follow it, and all Sentinels name it', async () => {
  assert.match(here.output, /Redis: 3 nodes, each with a Sentinel … /);
  await assertRoles('redis-node-0');
});

test('Prometheus has a target for each Redis and each Sentinel, and all are up', async () => {
  const targets = await activeTargets(here.ports.prometheus);
  const redis = targets.filter(({ labels }) => labels['service'] === 'tme1crv-redis-metrics');
  assert.deepEqual(
    redis.map(({ labels, health }) => `${labels['job']} ${labels['pod']} ${health}`).sort(),
    ['tme1crv-redis-metrics', 'tme1crv-redis-metrics-sentinel'].flatMap((job) =>
      [0, 1, 2].map((index) => `${job} tme1crv-redis-node-${index} up`),
    ),
  );
});

test('when the primary is killed another one leads, and takes writes', async () => {
  assert.equal(await put('before'), 201);
  const killed = await kill();
  await waitFor(async () => [200, 201].includes(await put('after')), { what: 'a write', timeoutMs: FAILOVER_MS });
  const primary = await primaryName(here.stateFolder);
  assert.ok(primary !== undefined && primary !== killed, `${primary} leads`);
  const gone = status(here.stateFolder).filter(({ running }) => !running);
  assert.deepEqual(
    gone.map(({ name }) => name),
    [killed],
  );
});

test('up brings the killed one back as a replica, and leaves the rest alone', async () => {
  const pids = () => new Map(status(here.stateFolder).map(({ name, pid }) => [name, pid]));
  const earlier = pids();
  const primary = await primaryName(here.stateFolder);
  stack = await up(here.options({ profile: 'ha' }));
  await assertRoles(primary);
  assert.deepEqual(
    [...pids()].filter(([name, pid]) => earlier.get(name) !== pid).map(([name]) => name),
    ['redis-node-0'],
  );
});

test('an up that comes before the failover waits for it', async () => {
  const killed = await kill();
  stack = await up(here.options({ profile: 'ha' }));
  const primary = await primaryName(here.stateFolder);
  assert.notEqual(primary, killed);
  await assertRoles(primary);
  await assertItems();
});

test('after down and up, on other ports, the same node leads with the same data', async () => {
  const primary = await primaryName(here.stateFolder);
  const running = status(here.stateFolder);
  const { stopped, killed } = await down(here.stateFolder);
  assert.equal(stopped.length, running.length);
  assert.deepEqual(killed, []);
  here.ports = await freePorts(2, NODES.length);
  stack = await up(here.options({ profile: 'ha' }));
  await assertRoles(primary);
  await assertItems();
});

test('a node that lost its data does not lead over the others’ data', async () => {
  const primary = await primaryName(here.stateFolder);
  await down(here.stateFolder);
  rmSync(join(here.stateFolder, 'data', `${primary}`), { recursive: true });
  here.output = '';
  stack = await up(here.options({ profile: 'ha' }));
  const next = await primaryName(here.stateFolder);
  assert.notEqual(next, primary);
  await assertRoles(next);
  await assertItems();
  assert.match(here.output, new RegExp(`${primary} led before and holds no key now: ${next} leads`));
});

// --- internal ---

async function put(item: string): Promise<number> {
  const body = JSON.stringify({ value: item });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${stack.urls.app}/items/${item}`, { method: 'PUT', headers, body })).status;
}

async function assertItems(): Promise<void> {
  for (const item of ['before', 'after']) {
    const response = await fetch(`${stack.urls.app}/items/${item}`);
    assert.equal(((await response.json()) as { value?: unknown }).value, item);
  }
}

/** Kills the process of the node that leads. @returns the node's name */
async function kill(): Promise<string> {
  const name = await primaryName(here.stateFolder);
  const part = status(here.stateFolder).find((one) => one.name === name);
  assert.ok(name !== undefined && part !== undefined);
  process.kill(part.pid, 'SIGKILL');
  await waitFor(async () => !status(here.stateFolder).some((one) => one.name === name && one.running), {
    what: 'its end',
    timeoutMs: LIMIT_MS,
  });
  return name;
}

async function assertRoles(primary: string | undefined): Promise<void> {
  const expected = new Map([
    ...NODES.map((name): [string, string] => [name, name === primary ? 'leads' : `follows ${primary}`]),
    ...SENTINELS.map((name): [string, string] => [name, `names ${primary} as the primary`]),
  ]);
  assert.deepEqual(new Map([...(await redisRoles(here.stateFolder))].sort()), expected);
}
