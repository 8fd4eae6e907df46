import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  externalRedisMissing: {
    message: 'redis.enabled is false and externalRedis.url is empty: the web app has no Redis',
    fix: 'set one of them',
  },
} as const satisfies Words;

export const externalRedis: Rule<'external-redis'> = {
  name: 'external-redis',
  what: 'The bundled Redis is off, and no other one is named.',
  why: 'Without any Redis the web app responds to every request with 503.',
  example: {
    wrong: 'redis: { enabled: false }',
    right: ['redis: { enabled: false }', 'externalRedis: { url: "redis://redis.example.com:6379" }'].join('\n'),
  },
  inChart: IN_CHART,
  check(values) {
    const missing =
      values.on('webapp.enabled') && values.get('redis.enabled') === false && values.text('externalRedis.url') === '';
    if (!missing) return [];
    const paths = ['externalRedis.url', 'redis.enabled'];
    return [error(paths, IN_CHART.externalRedisMissing)];
  },
};
