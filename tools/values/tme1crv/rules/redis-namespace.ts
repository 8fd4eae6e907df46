import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisNamespace: {
    message:
      "redis.namespaceOverride (%q) differs from workload.namespace (%q): Redis would run where the web app doesn't look for it",
    fix: 'set both to the same namespace',
  },
} as const satisfies Words;

export const redisNamespace: Rule<'redis-namespace'> = {
  name: 'redis-namespace',
  what: 'Redis and the web app would be in different namespaces.',
  why: 'The web app, the Secret and the network policies are in the workload namespace; Redis elsewhere is out of their reach.',
  example: {
    wrong: 'workload: { namespace: shop }',
    right: ['workload: { namespace: shop }', 'redis: { namespaceOverride: shop }'].join('\n'),
  },
  inChart: IN_CHART,
  check(values) {
    const redis = values.text('redis.namespaceOverride');
    const workload = values.text('workload.namespace');
    if (!values.on('redis.enabled') || redis === workload) return [];
    return [error(['redis.namespaceOverride', 'workload.namespace'], IN_CHART.redisNamespace, redis, workload)];
  },
};
