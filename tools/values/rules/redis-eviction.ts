import { fill, WORDING } from './messages';
import { redisDirective } from './redis-config';
import type { Rule } from './rule';

export const redisEviction: Rule = {
  name: 'redis-eviction',
  why: 'An allkeys policy deletes items that were written without an expiry.',
  check(values) {
    const policy = redisDirective(values.text('redis.commonConfiguration'), 'maxmemory-policy');
    if (!values.on('redis.enabled') || !policy?.toLowerCase().startsWith('allkeys-')) return [];
    return [{ severity: 'warning', paths: ['redis.commonConfiguration'], ...fill(WORDING.redisEviction, policy) }];
  },
};
