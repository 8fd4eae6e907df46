import { fill, TEMPLATE_WORDING } from './messages';
import type { Rule } from './rule';

export const redisAcl: Rule = {
  name: 'redis-acl',
  why: "The subchart writes the users' passwords into a file when it renders, and the password that this chart draws isn't known then.",
  inChart: true,
  check(values) {
    if (!values.on('redis.enabled') || !values.on('redis.auth.acl.enabled')) return [];
    return [{ severity: 'error', paths: ['redis.auth.acl.enabled'], ...fill(TEMPLATE_WORDING.redisAcl) }];
  },
};
