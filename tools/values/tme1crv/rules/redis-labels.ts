import { error, type Rule } from '../../rules/rule';
import type { Values } from '../../rules/values';
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
const COMPONENT = 'app.kubernetes.io/component';

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
    const wanted: Record<string, string> = { [NAME]: name, [INSTANCE]: "the release's name", [COMPONENT]: 'the role' };
    return places(values).flatMap(({ at, keys }) =>
      Object.entries(values.map(at)).flatMap(([key, value]) => {
        // A template may be filled in with the right one.
        if (!keys.includes(key) || value === wanted[key] || isTemplate(value)) return [];
        return [error([[...at.split('.'), key]], IN_CHART.redisLabels, at, key, value, wanted[key])];
      }),
    );
  },
};

// --- internal ---

/** Where labels of pods come from, and which of them the subchart lets replace its own. */
function places(values: Values): { at: string; keys: readonly string[] }[] {
  const metrics = values.on('redis.metrics.enabled') ? ['redis.metrics.podLabels'] : [];
  return [
    // The headless Service and the one of the exporters ask for these, too.
    ...['redis.commonLabels', ...metrics].map((at) => ({ at, keys: [NAME, INSTANCE, COMPONENT] })),
    ...['redis.master.podLabels', 'redis.replica.podLabels'].map((at) => ({ at, keys: [NAME, INSTANCE] })),
  ];
}
