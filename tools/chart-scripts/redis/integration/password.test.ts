/** Another password while everything runs: real Redis nodes and Sentinels, and the script that `deploy-all.sh rotate redis` runs in each. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { freePorts, waitFor } from '../../../deploy/local';
import { inStep, release, write } from '../testing/keys';
import { PASSWORD, type RedisNode } from '../testing/node';
import { NodeSet } from '../testing/node-set';

const NEW = 'another "one" \\ with $signs';

const sentinelPorts = new WeakMap<RedisNode, number>();

/** Runs steps in a container of a node. @returns exit code and what it says */
function tell(node: RedisNode, steps: string[], who: 'redis' | 'sentinel' = 'redis', input = `${NEW}\n${PASSWORD}\n`) {
  const env = { ...node.environment(), REDIS_SENTINEL_PORT: String(sentinelPorts.get(node)) };
  const result = spawnSync('bash', [node.file('scripts/password.sh'), who, ...steps], { env, input, encoding: 'utf8' });
  return { code: result.status, said: result.stderr };
}

function succeed(nodes: readonly RedisNode[], steps: string[], who?: 'redis' | 'sentinel'): void {
  for (const node of nodes) assert.deepEqual(tell(node, steps, who), { code: 0, said: '' }, steps.join(' '));
}

/** As the kubelet does some time after the Secret was changed. */
function mount(nodes: readonly RedisNode[], password: string): void {
  for (const node of nodes) node.setFact('password', password);
}

/** A release of one primary and a replica with keys, whose pods have the password as a file too. */
async function plain(t: TestContext) {
  const all = await release(t, { replicas: 1 });
  const nodes = [all.primary, ...all.replicas];
  mount(nodes, PASSWORD);
  await all.startAll();
  await write(all.primary, 100);
  await inStep(all);
  return { all, nodes };
}

test('one primary: both passwords are taken, then the new one alone; probes, replication and the beat go on', async (t) => {
  const { all, nodes } = await plain(t);
  const replica = all.replicas[0] as RedisNode;
  succeed(nodes, ['accept']);
  succeed(nodes, ['accept', 'use']);
  const waits = tell(replica, ['shown']);
  assert.equal(waits.code, 1);
  assert.match(waits.said, /does not hold the new one yet/);
  for (const node of nodes) assert.equal((await node.run('ready.sh')).code, 0, 'ready with the old one');
  mount(nodes, NEW);
  succeed(nodes, ['accept', 'use', 'shown']);
  succeed(nodes, ['only']);

  for (const node of nodes) {
    node.disconnect();
    node.password = NEW;
    assert.equal((await node.run('ready.sh')).code, 0, 'ready with the new one');
    assert.equal(((await node.redis.acl('LIST')) as string[]).join().match(/ #/g)?.length, 1, 'passwords');
    assert.match((await node.run('cli.sh', '-h', node.host, '-p', String(node.port), 'PING')).output, /PONG/);
  }
  // The environment of the nodes' processes still has the old one.
  const beat = async () => Number(await all.primary.redis.hget('tme1crv:history', 'beat'));
  const before = await beat();
  await waitFor(async () => (await beat()) > before + 12, { what: 'the beat to go on', timeoutMs: 30_000 });
  await all.primary.redis.call('CLIENT', 'KILL', 'TYPE', 'replica');
  await write(all.primary, 10, 'later');
  await inStep(all);
  assert.equal(await replica.keys(), 110);
});

test('the present password can be read from a pod whose Secret is gone', async (t) => {
  const { nodes } = await plain(t);
  const node = nodes[0] as RedisNode;
  const EXPORTER_FOLDER = node.file('exporter');
  mkdirSync(EXPORTER_FOLDER);
  // The chart's format; that nobody listens there is said, and fails nothing.
  const [silent] = Object.values(await freePorts(1)).flat();
  node.setFact('exporters', `${silent} ${node.port}`);
  const env = { ...node.environment(), EXPORTER_FOLDER };
  const run = (script: string, args: string[], input = '') =>
    spawnSync('bash', [node.file(`scripts/${script}`), ...args], { env, input, encoding: 'utf8' });
  const shown = () => run('show-password.sh', []).stdout;
  const unmount = () => rmSync(node.file('scripts/password'), { force: true });
  assert.equal(shown(), PASSWORD);
  unmount();
  assert.equal(shown(), PASSWORD, 'of the environment');
  assert.equal(run('password.sh', ['redis', 'accept', 'use'], `${NEW}\n${PASSWORD}\n`).status, 0);
  mount(nodes, NEW);
  assert.equal(shown(), NEW);
  unmount();
  assert.equal(shown(), NEW, 'of what the rotation has left');
});

test('a node that has restarted with either password is taken along, and every step may be repeated', async (t) => {
  const { all, nodes } = await plain(t);
  const replica = all.replicas[0] as RedisNode;
  succeed(nodes, ['accept']);
  succeed(nodes, ['use']);
  await replica.stop();
  replica.start();
  await replica.untilInStep();
  mount(nodes, NEW);
  for (const _ of [1, 2]) succeed(nodes, ['accept', 'use', 'shown']);
  for (const _ of [1, 2]) succeed(nodes, ['only']);
  succeed(nodes, ['accept', 'use', 'shown', 'only']);
});

test('what can’t be done says why: a wrong password, no file, no password asked for', async (t) => {
  const { all } = await plain(t);
  all.primary.setFact('password', 'wrong');
  all.primary.password = 'wrong';
  const wrong = tell(all.primary, ['accept'], 'redis', 'other\n');
  assert.equal(wrong.code, 1);
  assert.match(wrong.said, /^password: redis: none of the known passwords works: .*WRONGPASS/s);
  all.primary.password = '';
  assert.match(tell(all.primary, ['accept']).said, /asks for no password/);
});

test('with Sentinel: Sentinels and nodes follow, and a failover afterwards works', async (t) => {
  const set = await NodeSet.create(t);
  const nodes = set.pods.map(({ redis }) => redis);
  for (const { redis, sentinel } of set.pods) sentinelPorts.set(redis, sentinel.port);
  mount(nodes, PASSWORD);
  set.start();
  const leader = await set.untilWhole();
  await write(leader.redis, 100);
  for (const steps of [['accept'], ['accept', 'use']]) {
    for (const who of ['redis', 'sentinel'] as const) succeed(nodes, steps, who);
  }
  mount(nodes, NEW);
  for (const who of ['redis', 'sentinel'] as const) succeed(nodes, ['accept', 'use', 'shown'], who);
  for (const who of ['redis', 'sentinel'] as const) succeed(nodes, ['only'], who);
  for (const { redis, sentinel } of set.pods) {
    redis.disconnect();
    redis.password = NEW;
    sentinel.usePassword(NEW);
  }
  assert.equal(await set.untilWhole(), leader);
  await set.kill([leader]);
  const others = set.pods.filter((pod) => pod !== leader);
  const next = await set.untilWhole(others);
  assert.equal(await next.redis.keys(), 100);
  // A container takes the Secret's password when it starts.
  set.start([leader]);
  assert.equal(await set.untilWhole(), next);
});
