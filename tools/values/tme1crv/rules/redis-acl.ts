import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisAcl: {
    message:
      'redis.auth.acl.enabled is true: the file of users would hold another password than the Secret, so nobody could log in',
    fix: 'set it to false; until a later release makes it work, everybody logs in with the password in the Secret that redis.auth.existingSecret names, or use a Redis with users elsewhere: redis.enabled false, and externalRedis.username',
  },
} as const satisfies Words;

export const redisAcl: Rule<'redis-acl'> = {
  name: 'redis-acl',
  what: "Redis' own users are asked for, which this release can't log in with.",
  why: "The subchart writes the users' passwords into a file when it renders, and the password that this chart draws isn't known then.",
  example: {
    wrong: 'redis: { auth: { acl: { enabled: true } } }',
    right: 'redis: { auth: { acl: { enabled: false } } }',
  },
  inChart: IN_CHART,
  check(values) {
    if (!values.on('redis.enabled') || !values.on('redis.auth.acl.enabled')) return [];
    return [error(['redis.auth.acl.enabled'], IN_CHART.redisAcl)];
  },
};
