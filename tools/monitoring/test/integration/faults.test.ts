/**
 * Faults on real processes: the alert that names the fault reaches Alertmanager and its receiver, nobody is paged for
 * anything else, and it ends after the repair. With Sentinel: sentinel-faults.test.ts.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Redis } from 'ioredis';
import { withRedis } from '../../../deploy/local';
import { type Fault, FaultDrill } from './fault-drill';
import { wrongPassword } from './traffic';

let drill: FaultDrill;
/** The primary's own setting, which one fault changes. */
let maxmemory: string;

before(async () => {
  drill = await FaultDrill.start();
  maxmemory = await onPrimary(async (redis) => ((await redis.config('GET', 'maxmemory')) as string[])[1] ?? '0');
});

after(() => drill?.end());

const passwordFile = () => join(drill.stateFolder, 'secret', 'redis-password');
const write = () => drill.write();
const restart = () => drill.restart();

const FAULTS: Fault[] = [
  {
    name: 'the primary is killed while clients write',
    alert: 'RedisMasterDown',
    criticalAlerts: ['RedisMasterDown'],
    cause: async () => drill.signal('redis-primary', 'SIGKILL'),
    meanwhile: write,
    repair: restart,
  },
  {
    name: 'the primary hangs',
    alert: 'RedisMasterDown',
    criticalAlerts: ['RedisMasterDown'],
    cause: async () => drill.signal('redis-primary', 'SIGSTOP'),
    meanwhile: write,
    repair: async () => drill.signal('redis-primary', 'SIGCONT'),
  },
  {
    name: 'the password of the primary is changed under its clients',
    alert: 'RedisMasterDown',
    criticalAlerts: ['RedisMasterDown'],
    cause: () => onPrimary(changePassword('another')),
    meanwhile: write,
    repair: () => withRedis(drill.ports.redis[0] ?? 0, 'another', changePassword(drill.stack.password)),
  },
  {
    name: 'a replica is killed',
    alert: 'RedisReplicaDown',
    criticalAlerts: [],
    cause: async () => drill.signal('redis-replica-1', 'SIGKILL'),
    meanwhile: write,
    repair: restart,
  },
  {
    name: 'a replica hangs',
    alert: 'RedisReplicaDown',
    criticalAlerts: [],
    cause: async () => drill.signal('redis-replica-1', 'SIGSTOP'),
    meanwhile: write,
    repair: async () => drill.signal('redis-replica-1', 'SIGCONT'),
  },
  {
    name: 'the link between the primary and a replica is cut',
    alert: 'RedisReplicaLinkDown',
    criticalAlerts: [],
    // Nothing listens on the discard port.
    cause: () => onReplica(async (redis) => void (await redis.replicaof('127.0.0.1', 9))),
    meanwhile: write,
    repair: () => onReplica(async (redis) => void (await redis.replicaof('127.0.0.1', drill.ports.redis[0] ?? 0))),
  },
  {
    name: 'a replica is made a primary beside the other',
    alert: 'RedisTwoPrimaries',
    criticalAlerts: ['RedisTwoPrimaries'],
    cause: () => onReplica(async (redis) => void (await redis.replicaof('NO', 'ONE'))),
    meanwhile: write,
    repair: () => onReplica(async (redis) => void (await redis.replicaof('127.0.0.1', drill.ports.redis[0] ?? 0))),
  },
  {
    name: 'an exporter is killed',
    alert: 'RedisExporterDown',
    criticalAlerts: [],
    cause: async () => drill.signal('exporter-replica-0', 'SIGKILL'),
    meanwhile: write,
    repair: restart,
  },
  {
    name: 'the web app is killed',
    alert: 'WebappDown',
    criticalAlerts: ['WebappDown'],
    cause: async () => drill.signal('webapp', 'SIGKILL'),
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
    meanwhile: () => wrongPassword(drill.stack),
    repair: async () => {},
  },
  {
    name: 'the file with Redis’ password is emptied',
    alert: 'WebappSecretInvalid',
    criticalAlerts: [],
    cause: async () => writeFileSync(passwordFile(), ''),
    meanwhile: write,
    repair: async () => writeFileSync(passwordFile(), drill.stack.password),
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
  test(`${fault.name}: ${fault.alert} fires and ends`, () => drill.run(fault));
}

// --- internal ---

function onPrimary<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  return withRedis(drill.ports.redis[0] ?? 0, drill.stack.password, work);
}

function onReplica(work: (redis: Redis) => Promise<void>): Promise<void> {
  return withRedis(drill.ports.redis[1] ?? 0, drill.stack.password, work);
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
