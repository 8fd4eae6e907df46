import { fill, TEMPLATE_WORDING } from './messages';
import type { Rule } from './rule';

export const redisSentinel: Rule = {
  name: 'redis-sentinel',
  why: 'The subchart starts Sentinel with scripts that only its own, no longer free, images hold.',
  inChart: true,
  check(values) {
    if (!values.on('redis.enabled') || !values.on('redis.sentinel.enabled')) return [];
    return [{ severity: 'error', paths: ['redis.sentinel.enabled'], ...fill(TEMPLATE_WORDING.redisSentinel) }];
  },
};
