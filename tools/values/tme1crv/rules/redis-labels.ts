import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { isTemplate } from '../../text/template';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisLabels: {
    message:
      '%s sets %s to %s: Services, network policies and monitors of this release look for %s, and would find no Redis',
    fix: 'leave that label out; redis.nameOverride changes the name for all of them',
  },
} as const satisfies Words;

const NAME = 'app.kubernetes.io/name';
const INSTANCE = 'app.kubernetes.io/instance';

export const redisLabels: Rule<'redis-labels'> = {
  name: 'redis-labels',
  what: "A label by which Redis' pods are found gets another value.",
  why: 'The subchart lets these labels replace the ones by which its pods are found. This chart finds them by its own Services, policies and monitors.',
  example: {
    wrong: 'redis: { commonLabels: { app.kubernetes.io/name: cache } }',
    right: 'redis: { commonLabels: { team: shop } }',
  },
  inChart: IN_CHART,
  check(values) {
    if (!values.on('redis.enabled')) return [];
    const name = values.text('redis.nameOverride') || 'redis';
    return ['redis.commonLabels', 'redis.master.podLabels', 'redis.replica.podLabels'].flatMap((at) =>
      Object.entries(values.map(at)).flatMap(([key, value]) => {
        const wanted = key === NAME ? name : key === INSTANCE ? "the release's name" : undefined;
        // A template may be filled in with the right one.
        if (wanted === undefined || value === wanted || isTemplate(value)) return [];
        return [error([[...at.split('.'), key]], IN_CHART.redisLabels, at, key, value, wanted)];
      }),
    );
  },
};
