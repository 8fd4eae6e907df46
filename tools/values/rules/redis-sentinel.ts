import { error, type Rule } from './rule';
import type { Words } from './wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisSentinel: {
    message:
      "redis.sentinel.enabled is true: Sentinel doesn't work yet with the official Redis image and this chart's objects",
    fix: 'set it to false',
  },
} as const satisfies Words;

export const redisSentinel: Rule = {
  name: 'redis-sentinel',
  why: 'The subchart starts Sentinel with scripts that only its own, no longer free, images hold.',
  inChart: IN_CHART,
  check(values) {
    if (!values.on('redis.enabled') || !values.on('redis.sentinel.enabled')) return [];
    return [error(['redis.sentinel.enabled'], IN_CHART.redisSentinel)];
  },
};
