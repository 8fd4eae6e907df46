import { fill, TEMPLATE_WORDING } from './messages';
import type { Rule } from './rule';

export const redisPersistentMaster: Rule = {
  name: 'redis-persistent-master',
  why: 'Kubernetes restarts an empty master under its old name; its replicas resync from it and lose everything.',
  inChart: true,
  check(values) {
    const replicas = values.number('redis.replica.replicaCount') ?? 0;
    const follows = values.on('redis.enabled') && values.text('redis.architecture') === 'replication' && replicas > 0;
    // With Sentinel there is no fixed master: whichever node leads has a replica's volume.
    if (!follows || values.on('redis.sentinel.enabled') || values.get('redis.master.persistence.enabled') !== false)
      return [];
    return [
      {
        severity: 'error',
        paths: ['redis.master.persistence.enabled', 'redis.replica.replicaCount'],
        ...fill(TEMPLATE_WORDING.replicasWithoutPersistentMaster),
      },
    ];
  },
};
