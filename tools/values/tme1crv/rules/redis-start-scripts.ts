import { error, type Rule } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { withSentinel } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisStartScript: {
    message:
      "redis.%s.%s lacks %s: without this chart's start script a primary that has lost its data empties its replicas, too",
    fix: 'keep the entry of the default list beside yours; docs/redis.md says what it is for',
  },
} as const satisfies Words;

/** Where the chart mounts its scripts (chart/files/redis). */
const FOLDER = '/opt/tme1crv/redis';

export const redisStartScripts: Rule<'redis-start-scripts'> = {
  name: 'redis-start-scripts',
  what: "A list in your file takes this chart's start script away from Redis.",
  why: 'A list in your file replaces the default one whole. Without the entries of the default, Redis starts without the script that keeps an empty primary from emptying its replicas, or not at all.',
  example: {
    wrong: 'redis: { replica: { extraVolumes: [{ name: scratch, emptyDir: {} }] } }',
    right: [
      'redis:',
      '  replica:',
      '    extraVolumes:',
      '      - { name: scratch, emptyDir: {} }',
      '      - name: start',
      '        projected:',
      '          defaultMode: 0755',
      '          sources:',
      `            - configMap: { name: '{{ include "common.names.fullname" . }}-start' }`,
      '            - secret:',
      `                name: '{{ include "redis.secretName" . }}'`,
      '                optional: true',
      `                items: [{ key: '{{ include "redis.secretPasswordKey" . }}', path: password }]`,
    ].join('\n'),
  },
  inChart: IN_CHART,
  check(values) {
    if (!values.on('redis.enabled')) return [];
    return partsOf(values).flatMap((role) =>
      missingIn(values, role).map(({ key, what }) =>
        error([`redis.${role}.${key}`], IN_CHART.redisStartScript, role, key, what),
      ),
    );
  },
};

// --- internal ---

type Part = 'master' | 'replica' | 'sentinel';

/** The sections whose containers run. With Sentinel the nodes are `replica`. */
function partsOf(values: Values): Part[] {
  if (values.text('redis.architecture') !== 'replication') return ['master'];
  if (withSentinel(values)) return ['replica', 'sentinel'];
  return values.number('redis.replica.replicaCount') === 0 ? ['master'] : ['master', 'replica'];
}

function missingIn(values: Values, role: Part): { key: string; what: string }[] {
  // A whole section that was taken away is a finding of its own.
  if (Object.keys(values.map(`redis.${role}`)).length === 0) return [];
  const script = `${FOLDER}/start-${role === 'master' ? 'primary' : role}.sh`;
  const list = (key: string) => values.list(`redis.${role}.${key}`);
  const has = (key: string, name: string, value: string) =>
    list(key).some((entry) => (entry as Record<string, unknown> | null)?.[name] === value);
  return [
    { key: 'args', what: script, there: list('args').join(' ').includes(script) },
    {
      key: 'extraVolumes',
      what: 'the volume start',
      there: role === 'sentinel' || has('extraVolumes', 'name', 'start'),
    },
    { key: 'extraVolumeMounts', what: FOLDER, there: has('extraVolumeMounts', 'mountPath', FOLDER) },
  ].filter(({ there }) => !there);
}
