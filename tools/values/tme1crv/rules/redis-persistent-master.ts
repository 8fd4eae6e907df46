import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { replicas, withSentinel } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  replicasWithoutPersistentMaster: {
    message:
      'redis.master.persistence.enabled is false while there are replicas: a primary that restarts empty makes its replicas empty too',
    fix: 'set it to true, or redis.replica.replicaCount to 0',
  },
} as const satisfies Words;

export const redisPersistentMaster: Rule<'redis-persistent-master'> = {
  name: 'redis-persistent-master',
  what: 'The primary has no volume, and there are replicas that copy it.',
  why: 'Kubernetes restarts an empty master under its old name; its replicas resync from it and lose everything.',
  example: {
    wrong: 'redis: { master: { persistence: { enabled: false } } }',
    right: 'redis: { master: { persistence: { enabled: true } } }',
  },
  inChart: IN_CHART,
  check(values) {
    const follows = values.on('redis.enabled') && replicas(values) > 0;
    // With Sentinel there is no fixed master: whichever node leads has a replica's volume.
    if (!follows || withSentinel(values) || values.get('redis.master.persistence.enabled') !== false) return [];
    return [
      error(
        ['redis.master.persistence.enabled', 'redis.replica.replicaCount'],
        IN_CHART.replicasWithoutPersistentMaster,
      ),
    ];
  },
};
