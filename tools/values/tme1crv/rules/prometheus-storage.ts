import { isObject } from '../../json';
import { error, type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { parsePrometheusBytes } from '../../units/bytes';

/** What the template says too, in the same words. */
const IN_CHART = {
  retentionAboveVolume: {
    message:
      "kube-prometheus-stack.prometheus.prometheusSpec.retentionSize (%s) doesn't fit its volume (%s): Prometheus would stop on a full disk",
    fix: 'lower it to four fifths of the volume, or enlarge the volume',
  },
} as const satisfies Words;

const WORDS = {
  retentionTight: {
    message: 'retentionSize %s leaves less than a seventh of the volume (%s) to the write-ahead log and compaction',
    fix: 'lower it to four fifths of the volume',
  },
  retentionUnbounded: {
    message: 'Prometheus has a volume, but no retentionSize: more series than planned fill it, and Prometheus stops',
    fix: 'set retentionSize to four fifths of the volume',
  },
  prometheusVolumeMissing: {
    message: 'Prometheus has no volume: its metrics are gone when its pod moves, and they fill the disk of the node',
    fix: 'set storageSpec.volumeClaimTemplate.spec.resources.requests.storage',
  },
} as const satisfies Words;

const SPEC = 'kube-prometheus-stack.prometheus.prometheusSpec';
const SIZE = `${SPEC}.retentionSize`;
const STORAGE = `${SPEC}.storageSpec`;
const VOLUME = `${STORAGE}.volumeClaimTemplate.spec.resources.requests.storage`;
/** Kinds that the operator takes before a claim of its own. The template has the same ones, in this order. */
const OTHER_KINDS: readonly (readonly [string, string])[] = [
  [`${STORAGE}.emptyDir`, 'sizeLimit'],
  [`${STORAGE}.ephemeral`, 'volumeClaimTemplate.spec.resources.requests.storage'],
];

/** Prometheus' own documentation: 80 to 85 % of the disk. */
const TIGHT_SHARE = 0.85;
/** Beyond it compaction has no room. The template has the same number. */
const UNFIT_SHARE = 0.9;

export const prometheusStorage: Rule<'prometheus-storage'> = {
  name: 'prometheus-storage',
  what: "Prometheus' volume is missing, or what it keeps doesn't fit it.",
  why: 'A full volume stops Prometheus, and with it every alert.',
  example: {
    wrong: 'kube-prometheus-stack: { prometheus: { prometheusSpec: { retentionSize: 50GB } } }',
    right: 'kube-prometheus-stack: { prometheus: { prometheusSpec: { retentionSize: 8GB } } }',
  },
  inChart: IN_CHART,
  check(values) {
    const runs =
      values.on('kube-prometheus-stack.enabled') && values.get('kube-prometheus-stack.prometheus.enabled') !== false;
    // An agent keeps what it couldn't send yet, for hours at most.
    if (!runs || values.on('kube-prometheus-stack.prometheus.agentMode')) return [];
    // A volume of another kind was chosen on purpose.
    const other = OTHER_KINDS.find(([kind]) => isObject(values.get(kind)));
    const at = other?.join('.') ?? VOLUME;
    const volume = values.quantity(at);
    if (volume === undefined) return other ? [] : [warning([VOLUME, STORAGE], WORDS.prometheusVolumeMissing)];
    const size = parsePrometheusBytes(values.get(SIZE));
    if (size === undefined || size === 0) {
      return [warning([SIZE, at], WORDS.retentionUnbounded)];
    }
    const shown = [values.get(SIZE), values.get(at)];
    if (size > volume * UNFIT_SHARE) return [error([SIZE, at], IN_CHART.retentionAboveVolume, ...shown)];
    if (size > volume * TIGHT_SHARE) return [warning([SIZE, at], WORDS.retentionTight, ...shown)];
    return [];
  },
};
