import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  externalRedisMissing: {
    message: 'redis.enabled is false and externalRedis.url is empty: the web app has no Redis',
    fix: 'set one of them',
  },
} as const satisfies Words;

const WORDS = {
  externalRedisAddress: {
    message: 'names no Redis that the web app could reach: %s',
    fix: 'write one server, such as redis://redis.example.com:6379 or rediss://redis.example.com:6379/2',
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
    if (missing) return [error(['externalRedis.url', 'redis.enabled'], IN_CHART.externalRedisMissing)];
    if (values.on('redis.enabled')) return [];
    const replicas = 'externalRedis.replicasUrl';
    // Of the replicas it may be a list.
    const addresses = [['externalRedis.url', values.text('externalRedis.url')]].concat(
      values
        .text(replicas)
        .split(',')
        .map((one) => [replicas, one.trim()]),
    );
    return addresses.flatMap(([at = '', address = '']) => {
      const why = addressProblem(address);
      return why ? [error([at], WORDS.externalRedisAddress, why)] : [];
    });
  },
};

// --- internal ---

/** The password has a Secret of its own, so that the address can be shown. */
function addressProblem(address: string): string | undefined {
  const [, host = '', port, path = ''] =
    /^rediss?:\/\/(\[[^\]]*\]|[^:/?#]*)(?::([^/?#]*))?([^?#]*)/.exec(address) ?? [];
  if (address === '') return undefined;
  if (address.includes(',')) return 'it has a comma, as a list would';
  if (host === '') return 'it has no host';
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= MAX_PORT)) return `${port} is no port`;
  if (!/^\/?$|^\/[0-9]+$/.test(path)) return `${path.slice(1)} is no number of a database`;
  return undefined;
}

const MAX_PORT = 65_535;
