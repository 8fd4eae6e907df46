import { fill, TEMPLATE_WORDING } from './messages';
import { redisDirective } from './redis-config';
import type { Rule } from './rule';

const CONFIGURATION = 'redis.commonConfiguration';
const CONSENT = 'workload.allowEviction';

export const redisEviction: Rule = {
  name: 'redis-eviction',
  why: 'An allkeys policy deletes items that were written without an expiry, and nobody is told.',
  inChart: true,
  check(values) {
    const policy = redisDirective(values.text(CONFIGURATION), 'maxmemory-policy');
    const evicts = values.on('redis.enabled') && policy?.toLowerCase().startsWith('allkeys-');
    if (!evicts || values.on(CONSENT)) return [];
    return [{ severity: 'error', paths: [CONFIGURATION, CONSENT], ...fill(TEMPLATE_WORDING.redisEviction, policy) }];
  },
};
