import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { replicas } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisReplicaPath: {
    message:
      'redis.replica.persistence.path is %s, but the volume of a replica is always mounted at /data: what it holds would be gone with its pod',
    fix: 'set it to /data',
  },
} as const satisfies Words;

const PATH = 'redis.replica.persistence.path';
/** Where the subchart mounts a replica's volume, whatever the path. */
const MOUNTED = '/data';

export const redisReplicaPath: Rule<'redis-replica-path'> = {
  name: 'redis-replica-path',
  what: 'Replicas would write beside their volume.',
  why: 'The subchart tells replicas to write to this path, but mounts their volumes at /data.',
  example: {
    wrong: 'redis: { replica: { persistence: { path: /var/lib/redis } } }',
    right: 'redis: { replica: { persistence: { path: /data } } }',
  },
  inChart: IN_CHART,
  check(values) {
    const path = values.text(PATH) || MOUNTED;
    if (!values.on('redis.enabled') || replicas(values) === 0 || path === MOUNTED) return [];
    return [error([PATH], IN_CHART.redisReplicaPath, path)];
  },
};
