/**
 * Faults on real processes: the alert that names the fault reaches Alertmanager, no other critical one does, and it ends
 * after the repair. Waiting times and ranges are a twentieth of the chart's, by `monitoring.rules.timeScale`.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  down,
  freePorts,
  type Ports,
  type Stack,
  status,
  type UpOptions,
  up,
  waitFor,
  withRedis,
} from '../../../stack';
import { notifiedAlerts } from './prometheus-api';
import { send, wrongPassword } from './traffic';

const repository = resolve(__dirname, '..', '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'faults-'));
const stateFolder = join(folder, 'state');
const values = join(folder, 'values.yaml');
const LIMIT_MS = 90_000;
let options: UpOptions;
let ports: Ports;
let stack: Stack;
/** The primary's own setting, which one fault changes. */
let maxmemory: string;

interface Fault {
  name: string;
  /** The alert, and every other one that tells of the same fault. */
  alerts: string[];
  cause: () => Promise<void>;
  /** Goes on for as long as the fault lasts. */
  meanwhile?: () => Promise<void>;
  repair: () => Promise<void>;
}

before(async () => {
  writeFileSync(values, 'monitoring: {rules: {timeScale: 0.05, thresholds: {minRequestsPerSecond: 0.001}}}\n');
  ports = await freePorts(2);
  options = {
    repository,
    stateFolder,
    values: [values],
    ports: () => ports,
    scrapeInterval: '1s',
    evaluationInterval: '1s',
    ignoreGroupIntervals: true,
    timeoutMs: LIMIT_MS,
    output: { write: () => {} },
  };
  stack = await up(options);
  await onPrimary(async (redis) => {
    maxmemory = ((await redis.config('GET', 'maxmemory')) as string[])[1] ?? '0';
  });
});

after(async () => {
  for (const { name, running } of status(stateFolder)) if (running) signal(name, 'SIGCONT');
  await down(stateFolder);
  rmSync(folder, { recursive: true, force: true });
});

const FAULTS: Fault[] = [
  {
    name: 'the primary is killed while clients write',
    alerts: ['RedisMasterDown'],
    cause: async () => signal('redis-primary', 'SIGKILL'),
    meanwhile: write,
    repair: restart,
  },
  {
    name: 'the primary hangs',
    alerts: ['RedisMasterDown'],
    cause: async () => signal('redis-primary', 'SIGSTOP'),
    meanwhile: write,
    repair: async () => signal('redis-primary', 'SIGCONT'),
  },
  {
    name: 'a replica is killed',
    alerts: ['RedisReplicaDown'],
    cause: async () => signal('redis-replica-1', 'SIGKILL'),
    repair: restart,
  },
  {
    name: 'a replica loses its link',
    alerts: ['RedisReplicaLinkDown'],
    // Nothing listens on the discard port.
    cause: () => onReplica(async (redis) => void (await redis.replicaof('127.0.0.1', 9))),
    repair: () => onReplica(async (redis) => void (await redis.replicaof('127.0.0.1', ports.redis[0] ?? 0))),
  },
  {
    name: 'an exporter is killed',
    alerts: ['RedisExporterDown'],
    cause: async () => signal('exporter-replica-0', 'SIGKILL'),
    repair: restart,
  },
  {
    name: 'the web app is killed',
    alerts: ['WebappDown'],
    cause: async () => signal('webapp', 'SIGKILL'),
    repair: restart,
  },
  {
    name: 'the primary is full and refuses writes',
    alerts: ['RedisWritesRefused', 'RedisMemoryNearMaxmemory', 'WebappErrorRateHigh', 'WebappErrorBudgetBurn'],
    cause: () => onPrimary(async (redis) => void (await redis.config('SET', 'maxmemory', '1mb'))),
    meanwhile: write,
    repair: () => onPrimary(async (redis) => void (await redis.config('SET', 'maxmemory', maxmemory))),
  },
  {
    name: 'somebody guesses the password',
    alerts: ['RedisAuthenticationFailing'],
    cause: async () => {},
    meanwhile: () => wrongPassword(stack),
    repair: async () => {},
  },
];

for (const fault of FAULTS) {
  test(`${fault.name}: ${fault.alerts[0]} fires and ends`, async () => {
    await waitFor(noneFires, { what: 'a quiet stack', timeoutMs: LIMIT_MS, intervalMs: 500 });
    await fault.cause();
    const started = Date.now();
    const ongoing = repeat(fault.meanwhile);
    try {
      await waitFor(async () => (await names()).includes(fault.alerts[0] ?? ''), {
        what: `${fault.alerts[0]} at Alertmanager`,
        timeoutMs: LIMIT_MS,
        intervalMs: 250,
      });
      console.log(
        `${fault.alerts[0]} reached Alertmanager ${((Date.now() - started) / 1000).toFixed(1)} s after the fault`,
      );
      const critical = (await notifiedAlerts(stack.urls.alertmanager)).filter(
        ({ severity }) => severity === 'critical',
      );
      const others = critical.map(({ alertname }) => alertname ?? '').filter((name) => !fault.alerts.includes(name));
      assert.deepEqual(others, []);
    } finally {
      await ongoing.stop();
      await fault.repair();
    }
    await waitFor(async () => !(await names()).includes(fault.alerts[0] ?? ''), {
      what: `${fault.alerts[0]} to end`,
      timeoutMs: LIMIT_MS,
      intervalMs: 500,
    });
  });
}

// --- internal ---

async function names(): Promise<string[]> {
  return (await notifiedAlerts(stack.urls.alertmanager)).map(({ alertname }) => alertname ?? '');
}

/** The budget remembers former faults; only what tells of the present counts. */
async function noneFires(): Promise<string> {
  return (await names()).filter((name) => name !== 'WebappErrorBudgetBurn').join(', ');
}

function signal(part: string, kind: NodeJS.Signals): void {
  const found = status(stateFolder).find(({ name }) => name === part);
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

function onPrimary(work: Parameters<typeof withRedis<void>>[2]): Promise<void> {
  return withRedis(ports.redis[0] ?? 0, stack.password, work);
}

function onReplica(work: Parameters<typeof withRedis<void>>[2]): Promise<void> {
  return withRedis(ports.redis[1] ?? 0, stack.password, work);
}

async function write(): Promise<void> {
  await send('PUT', `${stack.urls.app}/items/fault`, { value: 'x'.repeat(100) }).then((answer) => answer.arrayBuffer());
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
