import { fill, TEMPLATE_WORDING } from './messages';
import type { Rule } from './rule';

export const redisNamespace: Rule = {
  name: 'redis-namespace',
  why: 'The web app, the Secret and the network policies are in the workload namespace; Redis elsewhere is out of their reach.',
  inChart: true,
  check(values) {
    const redis = values.text('redis.namespaceOverride');
    const workload = values.text('workload.namespace');
    if (!values.on('redis.enabled') || redis === workload) return [];
    return [
      {
        severity: 'error',
        paths: ['redis.namespaceOverride', 'workload.namespace'],
        ...fill(TEMPLATE_WORDING.redisNamespace, redis, workload),
      },
    ];
  },
};
