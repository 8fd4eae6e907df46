import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { type Role, serversOf } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisEnvironment: {
    message: '%s sets %s, which the chart sets itself: the start script would take the other value',
    fix: 'change the value that it comes from instead',
  },
} as const satisfies Words;

/** What the subchart sets in every Redis container (its master/application.yaml). */
const SET_FOR_ALL = [
  'BITNAMI_DEBUG',
  'REDIS_REPLICATION_MODE',
  'ALLOW_EMPTY_PASSWORD',
  'REDIS_PASSWORD',
  'REDIS_TLS_ENABLED',
  'REDIS_PORT',
];

/** What it sets for each role. */
export const SET_BY_SUBCHART: Readonly<Record<Role, readonly string[]>> = {
  master: SET_FOR_ALL,
  replica: [...SET_FOR_ALL, 'REDIS_MASTER_HOST', 'REDIS_MASTER_PORT_NUMBER', 'REDIS_MASTER_PASSWORD'],
};

export const redisEnvironment: Rule<'redis-environment'> = {
  name: 'redis-environment',
  what: "A variable of Redis' containers is set twice: by the chart, and by your file.",
  why: 'The start script takes password, port and primary from these variables: another value, and Redis asks for a password that nobody has, or copies another Redis.',
  example: {
    wrong: 'redis: { replica: { extraEnvVars: [{ name: REDIS_MASTER_HOST, value: other }] } }',
    right: 'redis: { replica: { extraEnvVars: [{ name: TZ, value: Europe/Berlin }] } }',
  },
  inChart: IN_CHART,
  check(values) {
    return serversOf(values).flatMap(({ role }) => {
      const path = `redis.${role}.extraEnvVars`;
      return values
        .list(path)
        .map((entry) => (entry as { name?: unknown } | null)?.name)
        .filter((name): name is string => typeof name === 'string' && SET_BY_SUBCHART[role].includes(name))
        .map((name) => error([path], IN_CHART.redisEnvironment, path, name));
    });
  },
};
