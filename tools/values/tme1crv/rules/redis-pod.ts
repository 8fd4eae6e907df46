import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { serversOf } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisNoFolder: {
    message:
      'redis.%s.containerSecurityContext.%s is false: only beside it the subchart mounts /opt/bitnami/redis/etc, where the start script puts the configuration, so no such pod would start',
    fix: 'set it to true, or mount a volume there (extraVolumes, extraVolumeMounts)',
  },
  redisForeignNames: {
    message:
      'redis.%s.dnsPolicy is Default: the pod would ask the name server of its node, which knows no Service, so primary and replicas never find each other',
    fix: 'leave it out, or set it to ClusterFirst',
  },
} as const satisfies Words;

const WORDS = {
  redisForeignVolume: {
    message:
      "%s is false: nobody hands the volume over to Redis' user (%s), and on most storage it belongs to root, so Redis can't write",
    fix: 'set it to true',
  },
} as const satisfies Words;

/** Where the subchart mounts the folder for redis.conf. */
const FOLDER = '/opt/bitnami/redis/etc';

export const redisPod: Rule<'redis-pod'> = {
  name: 'redis-pod',
  what: "Redis' pod lacks a folder, a volume or names that its start needs.",
  why: 'The start scripts write the configuration, Redis writes its data as a user without rights, and replicas find their primary by its name. Each of these hangs on a setting of the pod.',
  example: {
    wrong: 'redis: { master: { containerSecurityContext: { readOnlyRootFilesystem: false } } }',
    right: 'redis: { master: { containerSecurityContext: { readOnlyRootFilesystem: true } } }',
  },
  inChart: IN_CHART,
  check(values) {
    const all = values.withDefaults;
    return serversOf(values).flatMap(({ role }) => [...folder(all, role), ...volume(all, role), ...names(all, role)]);
  },
};

// --- internal ---

function folder(values: Values, role: string): Violation[] {
  const at = `redis.${role}.containerSecurityContext`;
  const key = ['enabled', 'readOnlyRootFilesystem'].find((one) => values.get(`${at}.${one}`) === false);
  const mounted = values
    .list(`redis.${role}.extraVolumeMounts`)
    .some((one) => String((one as { mountPath?: unknown } | null)?.mountPath).replace(/\/$/, '') === FOLDER);
  // A namespace that enforces `restricted` admits no pod without the whole context: pod-security says so.
  const refused =
    key === 'enabled' &&
    values.on('workload.createNamespace') &&
    values.get('workload.podSecurityLevel') === 'restricted';
  return key === undefined || mounted || refused ? [] : [error([`${at}.${key}`], IN_CHART.redisNoFolder, role, key)];
}

function volume(values: Values, role: string): Violation[] {
  const at = `redis.${role}.podSecurityContext.enabled`;
  const container = `redis.${role}.containerSecurityContext`;
  const user = values.get(`${container}.enabled`) === false ? 0 : (values.number(`${container}.runAsUser`) ?? 1001);
  const chowned = values.on('redis.volumePermissions.enabled');
  const kept = values.get(`redis.${role}.persistence.enabled`) !== false;
  const trouble = values.get(at) === false && kept && user !== 0 && !chowned;
  return trouble ? [warning([at], WORDS.redisForeignVolume, at, user)] : [];
}

function names(values: Values, role: string): Violation[] {
  const at = `redis.${role}.dnsPolicy`;
  return values.get(at) === 'Default' ? [error([at], IN_CHART.redisForeignNames, role)] : [];
}
