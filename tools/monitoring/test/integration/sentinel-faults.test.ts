/**
 * Faults of Redis nodes and their Sentinels, on real processes: the alert that names the fault fires, no other one does, and it ends
 * after the repair. With one fixed primary: faults.test.ts.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { primaryName, replicationInfo, waitFor, withRedis } from '../../../deploy/local';
import { LIMIT_MS } from '../../../deploy/local/testing/stack-folder';
import { type Fault, FaultDrill } from './fault-drill';
import type { Lasting } from './lasting';

const NODES = 3;
/** Longer than any alert on Redis waits here, 12 s, and its way to the receiver. */
const WATCH_MS = 18_000;
/** Sentinel counts as a jump of its clock what lasts longer than 2 s. */
const PAUSE_MS = 4_000;

/**
 * A Sentinel tells a former primary to follow when it has led for four hellos and said so in two INFO. With Sentinel's own periods, 2 s
 * and 10 s, that is far less than the two minutes of RedisTwoPrimaries, but more than the 5 s that it waits here.
 */
const QUICKER = ['PUBLISH-PERIOD', '500', 'INFO-PERIOD', '500'];

let drill: FaultDrill;

before(async () => {
  // RedisMasterDown waits 5 s here instead of two minutes, so a failover has to be quicker than the chart's.
  drill = await FaultDrill.start({ profile: 'ha', set: ['redis.sentinel.downAfterMilliseconds=1000'] }, NODES);
});

after(() => drill?.end());

const write = () => drill.write();
const restart = () => drill.restart();

/** While no failover has happened: later the Sentinel believes the others, who know of a newer one. */
const BEFORE_ANY_FAILOVER: Fault[] = [
  {
    name: 'a Sentinel is told another primary',
    alert: 'RedisSentinelsDisagree',
    criticalAlerts: [],
    otherWarnings: [],
    cause: async () => watch(2, ((await primaryIndex()) + 1) % NODES),
    meanwhile: write,
    repair: async () => watch(2, await primaryIndex()),
  },
];

/**
 * What a failover comes with for a moment. Of the time after which an alert fires, a second and a half may pass between the scrapes and
 * evaluations at both ends; an error counts for as long as its alert's range.
 */
const FAILOVER: Lasting[] = [
  { name: 'RedisMasterDown', fromMs: 3_500, isSo: async () => (await leaders()).length === 0 },
  { name: 'RedisTwoPrimaries', fromMs: 3_300, isSo: async () => (await leaders()).length > 1 },
  {
    name: 'RedisWritesRefused',
    fromMs: 2_400,
    isSo: async () => (await leaders()).some((info) => info['min_slaves_good_slaves'] === '0'),
  },
];

const FAULTS: Fault[] = [
  {
    name: 'a Sentinel is killed',
    alert: 'RedisSentinelDown',
    criticalAlerts: [],
    otherWarnings: [],
    cause: async () => kill('sentinel-1'),
    meanwhile: write,
    repair: restart,
  },
  {
    name: 'two Sentinels are killed',
    alert: 'RedisSentinelQuorumLost',
    criticalAlerts: [],
    otherWarnings: [],
    cause: async () => {
      kill('sentinel-0');
      kill('sentinel-2');
    },
    meanwhile: write,
    repair: restart,
  },
  {
    name: 'a Sentinel is stopped for some seconds',
    alert: 'RedisSentinelTilt',
    criticalAlerts: [],
    otherWarnings: [],
    cause: async () => {
      drill.signal('sentinel-1', 'SIGSTOP');
      await delay(PAUSE_MS);
      drill.signal('sentinel-1', 'SIGCONT');
      return podOf('sentinel-1');
    },
    meanwhile: write,
    // It ends by itself, after 30 calm seconds.
    repair: async () => {},
  },
  {
    name: 'the primary is killed, and another node leads',
    alert: 'RedisReplicaDown',
    criticalAlerts: [],
    otherWarnings: [],
    lasting: FAILOVER,
    cause: async () => kill(await leader()),
    meanwhile: write,
    repair: restart,
  },
  {
    name: 'the primary refuses writes for want of replicas',
    alert: 'RedisWritesRefused',
    criticalAlerts: ['RedisWritesRefused'],
    otherWarnings: [],
    cause: () => minReplicas('3'),
    meanwhile: write,
    repair: () => minReplicas('1'),
  },
  {
    name: 'two Sentinels and the primary are killed',
    alert: 'RedisMasterDown',
    criticalAlerts: ['RedisMasterDown'],
    otherWarnings: ['RedisSentinelQuorumLost'],
    cause: async () => {
      const primary = await leader();
      kill('sentinel-0');
      kill('sentinel-1');
      kill(primary);
    },
    meanwhile: write,
    repair: restart,
  },
];

for (const fault of BEFORE_ANY_FAILOVER) run(fault);

test('a planned failover: nothing fires', async () => {
  const former = await leader();
  await drill.runWithoutAlert(
    async () => {
      for (const sentinel of drill.ports.sentinels.keys()) {
        await onSentinel(sentinel, (redis) => redis.call('SENTINEL', 'DEBUG', ...QUICKER));
      }
      // Not before each replica has been asked in the quicker time: one without recent INFO isn't promoted.
      await waitFor(
        async () => (await onSentinel(0, (redis) => redis.call('SENTINEL', 'FAILOVER', masterSet()))) === 'OK',
        {
          what: 'Sentinel to begin a failover',
          timeoutMs: LIMIT_MS,
        },
      );
      await waitFor(async () => ![former, undefined].includes(await primaryName(drill.stateFolder)), {
        what: 'another node to lead',
        timeoutMs: LIMIT_MS,
      });
    },
    WATCH_MS,
    FAILOVER,
  );
  assert.notEqual(await leader(), former);
});

for (const fault of FAULTS) run(fault);

// --- internal ---

function run(fault: Fault): void {
  test(`${fault.name}: ${fault.alert} fires and ends`, () => drill.run(fault));
}

/** @returns the pod of the part that is killed */
function kill(part: string): string {
  drill.signal(part, 'SIGKILL');
  return podOf(part);
}

function podOf(part: string): string {
  return `tme1crv-redis-node-${part.replace(/^.*-/, '')}`;
}

/** The name of the node that leads: "redis-node-1". */
async function leader(): Promise<string> {
  const name = await primaryName(drill.stateFolder);
  assert.ok(name !== undefined, 'a node leads');
  return name;
}

/** What the nodes say that hold themselves for the primary. */
async function leaders(): Promise<Record<string, string>[]> {
  const ask = (port: number) => replicationInfo(port, drill.stack.password).catch(() => ({ role: 'away' }));
  const nodes: Record<string, string>[] = await Promise.all(drill.ports.redis.map(ask));
  return nodes.filter((info) => info['role'] === 'master');
}

async function primaryIndex(): Promise<number> {
  return Number((await leader()).replace('redis-node-', ''));
}

async function minReplicas(count: string): Promise<void> {
  const port = drill.ports.redis[await primaryIndex()] ?? 0;
  await withRedis(port, drill.stack.password, (redis) => redis.config('SET', 'min-replicas-to-write', count));
}

function onSentinel<T>(index: number, work: (redis: Redis) => Promise<T>): Promise<T> {
  return withRedis(drill.ports.sentinels[index] ?? 0, drill.stack.password, work);
}

function settings() {
  const { sentinel } = drill.stack.topology;
  assert.ok(sentinel, 'the stack has Sentinels');
  return sentinel;
}

const masterSet = () => settings().masterSet;

/** Has a Sentinel forget everything and hold this node for the primary. */
async function watch(sentinel: number, node: number): Promise<void> {
  const { masterSet: set, quorum, downAfterMs, failoverTimeoutMs } = settings();
  const port = `${drill.ports.redis[node]}`;
  await onSentinel(sentinel, async (redis) => {
    await redis.call('SENTINEL', 'REMOVE', set);
    await redis.call('SENTINEL', 'MONITOR', set, '127.0.0.1', port, `${quorum}`);
    await redis.call('SENTINEL', 'SET', set, 'auth-pass', drill.stack.password);
    await redis.call('SENTINEL', 'SET', set, 'down-after-milliseconds', `${downAfterMs}`);
    await redis.call('SENTINEL', 'SET', set, 'failover-timeout', `${failoverTimeoutMs}`);
  });
}
