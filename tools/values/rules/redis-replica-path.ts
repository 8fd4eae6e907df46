import { replicas } from '../redis-conf/effective';
import { fill, TEMPLATE_WORDING } from './messages';
import type { Rule } from './rule';

const PATH = 'redis.replica.persistence.path';
/** Where the subchart mounts a replica's volume, whatever the path. */
const MOUNTED = '/data';

export const redisReplicaPath: Rule = {
  name: 'redis-replica-path',
  why: 'The subchart tells replicas to write to this path, but mounts their volumes at /data.',
  inChart: true,
  check(values) {
    const path = values.text(PATH) || MOUNTED;
    if (!values.on('redis.enabled') || replicas(values) === 0 || path === MOUNTED) return [];
    return [{ severity: 'error', paths: [PATH], ...fill(TEMPLATE_WORDING.redisReplicaPath, path) }];
  },
};
