import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisTls: {
    message:
      'redis.tls.enabled is true: the web app, the exporter and the test pods of this release connect without TLS, so every request would get 503',
    fix: 'set it to false; until a later release makes it work, let the network encrypt, by a service mesh or the CNI, or use a Redis with TLS elsewhere: redis.enabled false, and its rediss:// address in externalRedis.url',
  },
} as const satisfies Words;

export const redisTls: Rule<'redis-tls'> = {
  name: 'redis-tls',
  what: 'The bundled Redis is asked to speak TLS.',
  why: 'The web app, the exporter and the test pods speak to the bundled Redis without TLS; a Redis that asks for it accepts none of them.',
  example: {
    wrong: 'redis: { tls: { enabled: true } }',
    right: 'redis: { tls: { enabled: false } }',
  },
  inChart: IN_CHART,
  check(values) {
    if (!values.on('redis.enabled') || !values.on('redis.tls.enabled')) return [];
    return [error(['redis.tls.enabled'], IN_CHART.redisTls)];
  },
};
