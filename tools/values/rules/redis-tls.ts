import { fill, TEMPLATE_WORDING } from './messages';
import type { Rule } from './rule';

export const redisTls: Rule = {
  name: 'redis-tls',
  why: 'The web app, the exporter and the test pods speak to the bundled Redis without TLS; a Redis that asks for it answers none of them.',
  inChart: true,
  check(values) {
    if (!values.on('redis.enabled') || !values.on('redis.tls.enabled')) return [];
    return [{ severity: 'error', paths: ['redis.tls.enabled'], ...fill(TEMPLATE_WORDING.redisTls) }];
  },
};
