/**
 * Faults on real processes: the alert that names the fault reaches Alertmanager and its receiver, nobody is paged for
 * anything else, and it ends after the repair. Waiting times and ranges are a 25th of the chart's.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { stringify } from 'yaml';
import { type Ports, type Stack, status, type UpOptions, up, waitFor, withRedis } from '../../../deploy/local';
import { LIMIT_MS, StackFolder } from '../../../deploy/local/testing/stack-folder';
import { notifiedAlerts, received } from './prometheus-api';
import { alertState, unfinished } from './quiet';
import { send, wrongPassword } from './traffic';

let here: StackFolder;
let options: UpOptions;
let ports: Ports;
let stack: Stack;
/** The primary's own setting, which one fault changes. */
let maxmemory: string;

interface Fault {
  name: string;
  /** The alert that names the fault. */
  alert: string;
  /** The critical alerts that may come of it: what somebody is woken for. */
  criticalAlerts: string[];
  cause: () => Promise<void>;
  /** Goes on for as long as the fault lasts. */
  meanwhile?: () => Promise<void>;
  repair: () => Promise<void>;
}

before(async () => {
  here = await StackFolder.create();
  ports = here.ports;
  const values = join(here.folder, 'values.yaml');
  writeFileSync(
    values,
    stringify({
      monitoring: {
        rules: {
          thresholds: { minRequestsPerSecond: 0.001 },
          // The seconds that a start takes aren't shortened, so the budget has to bear them.
          slo: { availabilityPercent: 98, latencyPercent: 50 },
        },
      },
      // Scrapes take a second at most here, and an exporter whose Redis hangs, which it tries twice, has to respond before.
      redis: { metrics: { extraEnvVars: [{ name: 'REDIS_EXPORTER_CONNECTION_TIMEOUT', value: '400ms' }] } },
    }),
  );
  options = here.options({ values: [values], rulesTimeScale: 0.04 });
  stack = await up(options);
  maxmemory = await onPrimary(async (redis) => ((await redis.config('GET', 'maxmemory')) as string[])[1] ?? '0');
});

after(async () => {
  for (const { name, running } of status(here.stateFolder)) if (running) signal(name, 'SIGCONT');
  await here.remove();
});

const FAULTS: Fault[] = [
  {
    name: 'the primary is killed while clients write',
    alert: 'RedisMasterDown',
    criticalAlerts: ['RedisMasterDown'],
    cause: async () => signal('redis-primary', 'SIGKILL'),
    meanwhile: write,
    repair: restart,
  },
  {
    name: 'the primary hangs',
    alert: 'RedisMasterDown',
    criticalAlerts: ['RedisMasterDown'],
    cause: async () => signal('redis-primary', 'SIGSTOP'),
    meanwhile: write,
    repair: async () => signal('redis-primary', 'SIGCONT'),
  },
  {
    name: 'the password of the primary is changed under its clients',
    alert: 'RedisMasterDown',
    criticalAlerts: ['RedisMasterDown'],
    cause: () => onPrimary(changePassword('another')),
    meanwhile: write,
    repair: () => withRedis(ports.redis[0] ?? 0, 'another', changePassword(stack.password)),
  },
  {
    name: 'a replica is killed',
    alert: 'RedisReplicaDown',
    criticalAlerts: [],
    cause: async () => signal('redis-replica-1', 'SIGKILL'),
    meanwhile: write,
    repair: restart,
  },
  {
    name: 'a replica hangs',
    alert: 'RedisReplicaDown',
    criticalAlerts: [],
    cause: async () => signal('redis-replica-1', 'SIGSTOP'),
    meanwhile: write,
    repair: async () => signal('redis-replica-1', 'SIGCONT'),
  },
  {
    name: 'the link between the primary and a replica is cut',
    alert: 'RedisReplicaLinkDown',
    criticalAlerts: [],
    // Nothing listens on the discard port.
    cause: () => onReplica(async (redis) => void (await redis.replicaof('127.0.0.1', 9))),
    meanwhile: write,
    repair: () => onReplica(async (redis) => void (await redis.replicaof('127.0.0.1', ports.redis[0] ?? 0))),
  },
  {
    name: 'a replica is made a primary beside the other',
    alert: 'RedisTwoPrimaries',
    criticalAlerts: ['RedisTwoPrimaries'],
    cause: () => onReplica(async (redis) => void (await redis.replicaof('NO', 'ONE'))),
    meanwhile: write,
    repair: () => onReplica(async (redis) => void (await redis.replicaof('127.0.0.1', ports.redis[0] ?? 0))),
  },
  {
    name: 'an exporter is killed',
    alert: 'RedisExporterDown',
    criticalAlerts: [],
    cause: async () => signal('exporter-replica-0', 'SIGKILL'),
    meanwhile: write,
    repair: restart,
  },
  {
    name: 'the web app is killed',
    alert: 'WebappDown',
    criticalAlerts: ['WebappDown'],
    cause: async () => signal('webapp', 'SIGKILL'),
    meanwhile: write,
    repair: restart,
  },
  {
    name: 'the memory of the primary is filled, almost',
    alert: 'RedisMemoryNearMaxmemory',
    criticalAlerts: [],
    cause: () => onPrimary(fill(0.95)),
    meanwhile: write,
    repair: () => onPrimary(empty),
  },
  {
    name: 'the memory of the primary is filled, and it refuses writes',
    alert: 'RedisWritesRefused',
    criticalAlerts: ['RedisWritesRefused'],
    cause: () => onPrimary(fill(1.05)),
    meanwhile: write,
    repair: () => onPrimary(empty),
  },
  {
    name: 'the primary refuses writes for want of replicas',
    alert: 'RedisWritesRefused',
    criticalAlerts: ['RedisWritesRefused'],
    cause: () => onPrimary(async (redis) => void (await redis.config('SET', 'min-replicas-to-write', '3'))),
    meanwhile: write,
    repair: () => onPrimary(async (redis) => void (await redis.config('SET', 'min-replicas-to-write', '0'))),
  },
  {
    name: 'somebody guesses the password',
    alert: 'RedisAuthenticationFailing',
    criticalAlerts: [],
    cause: async () => {},
    meanwhile: () => wrongPassword(stack),
    repair: async () => {},
  },
  {
    // The last one: the budget remembers these failures longer than the other tests want to wait.
    name: 'the web app responds to writes with 5xx, as something else has taken the key of its index',
    alert: 'WebappErrorRateHigh',
    criticalAlerts: ['WebappErrorBudgetBurn'],
    cause: () =>
      onPrimary(async (redis) => void (await redis.multi().rename('items', 'away').set('items', 'text').exec())),
    meanwhile: write,
    repair: () => onPrimary(async (redis) => void (await redis.rename('away', 'items'))),
  },
];

for (const fault of FAULTS) {
  test(`${fault.name}: ${fault.alert} fires and ends`, async () => {
    await waitFor(quiet, { what: 'a quiet stack', timeoutMs: LIMIT_MS, intervalMs: 500 });
    const started = Date.now();
    const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
    const arrived = async () => (await received(stack.urls.receiver)).filter((one) => one.receivedAt >= started);
    const ongoing = repeat(fault.meanwhile);
    let afterSeconds: string;
    try {
      await fault.cause();
      await waitFor(
        async () => {
          const firing = (await arrived()).filter(({ status }) => status === 'firing');
          const fired = new Set(firing.filter(isCritical).map(nameOf));
          const missing = fault.criticalAlerts.filter((name) => !fired.has(name));
          return [...(firing.some((one) => nameOf(one) === fault.alert) ? [] : [fault.alert]), ...missing].join(', ');
        },
        // Twice: the budget's alert waits until a former cause with a critical alert of its own is forgotten.
        {
          what: `${[fault.alert, ...fault.criticalAlerts].join(', ')} at the receiver`,
          timeoutMs: 2 * LIMIT_MS,
          intervalMs: 250,
        },
      );
      afterSeconds = seconds();
      assert.ok((await names()).includes(fault.alert), `${fault.alert} is at Alertmanager`);
    } finally {
      await ongoing.stop();
      await fault.repair();
    }
    const repaired = Date.now();
    await waitFor(
      async () => (await arrived()).some((one) => nameOf(one) === fault.alert && one.status === 'resolved'),
      { what: `${fault.alert} to end`, timeoutMs: LIMIT_MS, intervalMs: 500 },
    );
    const critical = (await arrived()).filter(isCritical).map(nameOf);
    assert.deepEqual([...new Set(critical)], fault.criticalAlerts, 'nobody is paged for anything else');
    const endedSeconds = ((Date.now() - repaired) / 1000).toFixed(1);
    console.log(
      `${fault.alert} arrived ${afterSeconds} s after the fault and ended ${endedSeconds} s after the repair`,
    );
  });
}

// --- internal ---

const isCritical = ({ labels }: { labels: Record<string, string> }) => labels['severity'] === 'critical';
const nameOf = ({ labels }: { labels: Record<string, string> }) => labels['alertname'] ?? '';

async function names(): Promise<string[]> {
  return (await notifiedAlerts(stack.urls.alertmanager)).map(({ alertname }) => alertname ?? '');
}

/** The budget remembers former faults; only what tells of the present counts. */
async function quiet(): Promise<string> {
  return unfinished(await alertState(stack.urls), ['WebappErrorBudgetBurn']).join(', ');
}

function signal(part: string, kind: NodeJS.Signals): void {
  const found = status(here.stateFolder).find(({ name }) => name === part);
  assert.ok(found, `${part} is a part of the stack`);
  process.kill(found.pid, kind);
}

/** Starts what doesn't run any more. The app may need a moment to find its primary again, and `up` gives up at its first 503. */
async function restart(): Promise<void> {
  await waitFor(
    async () => {
      const failure = await up(options).then(
        () => '',
        (error: Error) => error.message,
      );
      return failure;
    },
    { what: 'the stack to be whole again', timeoutMs: LIMIT_MS, intervalMs: 1_000 },
  );
}

function onPrimary<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  return withRedis(ports.redis[0] ?? 0, stack.password, work);
}

function onReplica(work: (redis: Redis) => Promise<void>): Promise<void> {
  return withRedis(ports.redis[1] ?? 0, stack.password, work);
}

/** Whoever is connected has to log in again. Replicas stay: their link doesn't ask twice. */
function changePassword(password: string) {
  return async (redis: Redis) => {
    await redis.config('SET', 'requirepass', password);
    await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  };
}

/** Puts in an item of such a size that this share of `maxmemory` is used; beyond 1 by a smaller limit afterwards. */
function fill(share: number) {
  return async (redis: Redis) => {
    const bytes = 32 * 1024 * 1024;
    await redis.setrange(FILLER, bytes, 'x');
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    await redis.config('SET', 'maxmemory', String(Math.floor(used / share)));
  };
}

async function empty(redis: Redis): Promise<void> {
  await redis.config('SET', 'maxmemory', maxmemory);
  await redis.del(FILLER);
}

const FILLER = 'filler';

async function write(): Promise<void> {
  await send('PUT', `${stack.urls.app}/items/fault`, { value: 'x'.repeat(100) }).then((response) =>
    response.arrayBuffer(),
  );
}

/** Does it again and again until stopped; whether it succeeds doesn't matter. */
function repeat(work: (() => Promise<void>) | undefined): { stop: () => Promise<void> } {
  let stopped = work === undefined;
  const loop = (async () => {
    while (!stopped) {
      await work?.().catch(() => {});
      await delay(200);
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
    },
  };
}
