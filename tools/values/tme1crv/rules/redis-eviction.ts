import { distinct, error, type Rule, type Violation } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { last, serversOf, textOf } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisEviction: {
    message: 'maxmemory-policy %s in %s: a full Redis drops items that nobody deleted',
    fix: 'use noeviction, or, if all items are only a cache, set workload.allowEviction to true',
  },
} as const satisfies Words;

const CONSENT = 'workload.allowEviction';

export const redisEviction: Rule<'redis-eviction'> = {
  name: 'redis-eviction',
  what: 'A full Redis would drop items to make room.',
  why: 'An allkeys policy deletes items that were written without an expiry, and nobody is told.',
  example: {
    wrong: 'redis: { master: { configuration: "maxmemory-policy allkeys-lru" } }',
    right: 'redis: { master: { configuration: "maxmemory-policy noeviction" } }',
  },
  inChart: IN_CHART,
  check(values) {
    if (values.on(CONSENT)) return [];
    const found = serversOf(values).flatMap((server): Violation[] => {
      const setting = last(server, 'maxmemory-policy');
      const policy = textOf(setting);
      if (!setting || !policy?.toLowerCase().startsWith('allkeys-')) return [];
      const paths = [setting.source, CONSENT];
      return [error(paths, IN_CHART.redisEviction, policy, setting.source)];
    });
    return distinct(found);
  },
};
