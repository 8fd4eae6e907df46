import { type Rule, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';

const WORDS = {
  classForRedisOnly: {
    message: "%s is %s, which only Redis' volumes follow: %s would be asked of the cluster's default class",
    fix: 'name the class there too (%s)',
  },
} as const satisfies Words;

const GRAFANA = 'kube-prometheus-stack.grafana';
const PROMETHEUS = 'kube-prometheus-stack.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate';

export const storageClass: Rule<'storage-class'> = {
  name: 'storage-class',
  what: 'A storage class that is named for all volumes reaches some of them.',
  why: "`global.storageClass` is a word of Redis' subchart. Where the cluster has no default class, every other claim, and the pod that waits for it, waits for ever.",
  example: {
    wrong: 'global: { storageClass: fast }',
    right: [
      'global: { storageClass: fast }',
      `kube-prometheus-stack: { prometheus: { prometheusSpec: { storageSpec: { volumeClaimTemplate: { spec: { storageClassName: fast } } } } } }`,
    ].join('\n'),
  },
  check(values) {
    const global = ['global.storageClass', 'global.defaultStorageClass'].find((path) => values.text(path) !== '');
    if (!global) return [];
    const missed = claims(values.withDefaults).filter(({ at, used }) => used && !values.withDefaults.get(at));
    if (missed.length === 0) return [];
    const [what, where] = [missed.map(({ of }) => of).join(' and '), missed.map(({ at }) => at).join(', ')];
    return [warning([global], WORDS.classForRedisOnly, global, values.text(global), what, where)];
  },
};

// --- internal ---

/** The claims of this release that aren't Redis', and where their class is named. */
function claims(values: Values): { of: string; at: string; used: boolean }[] {
  const stack = values.on('kube-prometheus-stack.enabled');
  const backup = 'backup.persistence';
  return [
    {
      of: 'the volume of backups',
      at: `${backup}.storageClass`,
      used: values.on('backup.enabled') && values.text(`${backup}.existingClaim`) === '',
    },
    {
      of: "Prometheus'",
      at: `${PROMETHEUS}.spec.storageClassName`,
      used:
        stack &&
        values.get('kube-prometheus-stack.prometheus.enabled') !== false &&
        Object.keys(values.map(PROMETHEUS)).length > 0,
    },
    {
      of: "Grafana's",
      at: `${GRAFANA}.persistence.storageClassName`,
      used:
        stack &&
        values.on(`${GRAFANA}.enabled`) &&
        values.on(`${GRAFANA}.persistence.enabled`) &&
        values.text(`${GRAFANA}.persistence.existingClaim`) === '',
    },
  ];
}
