import { fill, TEMPLATE_WORDING } from './messages';
import type { Rule } from './rule';

export const externalRedis: Rule = {
  name: 'external-redis',
  why: 'Without any Redis the web app answers every request with 503.',
  inChart: true,
  check(values) {
    const missing =
      values.on('webapp.enabled') && values.get('redis.enabled') === false && values.text('externalRedis.url') === '';
    if (!missing) return [];
    const paths = ['externalRedis.url', 'redis.enabled'];
    return [{ severity: 'error', paths, ...fill(TEMPLATE_WORDING.externalRedisMissing) }];
  },
};
