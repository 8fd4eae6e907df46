/** What the checks of single values and of the file as such find. The rules about several values are in ../rules. */
import type { RuleSheet } from '../rule-sheet';

interface CheckSheet extends RuleSheet {
  /** Helm refuses it too, by a schema in the chart or a subchart. */
  readonly inChart?: true;
}

const KEPT_DEFAULT = 'A key that the chart does not know sets nothing: the value stays as it was by default.';

export const CHECKS = {
  yaml: {
    what: 'The file is no YAML, or not what a values file can be.',
    why: 'Helm reads one map of keys from it, without templates; anything else ends the install, or sets nothing.',
    example: { wrong: 'webapp: { replicas: 3', right: 'webapp: { replicas: 3 }' },
  },
  'empty-file': {
    what: 'The file sets nothing.',
    why: 'Helm takes an empty file without a word. Mostly another file was meant.',
    example: { wrong: '# webapp: { replicas: 3 }', right: 'webapp: { replicas: 3 }' },
  },
  'duplicate-key': {
    what: 'A map has a key twice.',
    why: 'Only one of the two counts, and the other does nothing.',
    example: { wrong: 'webapp: { replicas: 3, replicas: 4 }', right: 'webapp: { replicas: 4 }' },
  },
  'unknown-key': {
    inChart: true,
    what: "A key is none of this chart's.",
    why: KEPT_DEFAULT,
    example: { wrong: 'webapp: { replica: 3 }', right: 'webapp: { replicas: 3 }' },
  },
  'unknown-subchart-key': {
    what: "A subchart doesn't know a key, or knows it in another place.",
    why: KEPT_DEFAULT,
    example: {
      wrong: 'redis: { replica: { replicaCont: 3 } }',
      right: 'redis: { replica: { replicaCount: 3 } }',
    },
  },
  'removed-key': {
    inChart: true,
    what: 'A null takes a default away that the chart needs.',
    why: 'Helm removes a key that a file sets to null. A template that reads it then stops, or renders something that is half empty.',
    example: { wrong: 'webapp: { logLevel: null }', right: 'webapp: { logLevel: info }' },
  },
  'removed-map': {
    what: "A null takes a whole map of a subchart's defaults away.",
    why: 'Templates of the subchart read keys of that map, and stop where there is no map.',
    example: { wrong: 'redis: { tls: null }', right: 'redis: { tls: { enabled: false } }' },
  },
  'schema-type': {
    inChart: true,
    what: 'A value has the wrong type.',
    why: 'Helm refuses the install for it.',
    example: { wrong: 'webapp: { replicas: "3" }', right: 'webapp: { replicas: 3 }' },
  },
  'schema-choice': {
    inChart: true,
    what: 'A value is none of those to choose from.',
    why: 'Helm refuses the install for it.',
    example: { wrong: 'webapp: { logLevel: verbose }', right: 'webapp: { logLevel: debug }' },
  },
  'schema-range': {
    inChart: true,
    what: 'A number is too small or too large.',
    why: 'Helm refuses the install for it.',
    example: { wrong: 'webapp: { replicas: -1 }', right: 'webapp: { replicas: 3 }' },
  },
  'schema-form': {
    inChart: true,
    what: 'A text is empty, too long, or not of the form that the value has.',
    why: 'Helm refuses the install for it.',
    example: {
      wrong: 'monitoring: { serviceMonitors: { interval: 15 seconds } }',
      right: 'monitoring: { serviceMonitors: { interval: 15s } }',
    },
  },
  'schema-list': {
    inChart: true,
    what: 'A list or a map has entries twice, too many or too few.',
    why: 'Helm refuses the install for it.',
    example: {
      wrong: 'monitoring: { rules: { disabled: [RedisReplicaDown, RedisReplicaDown] } }',
      right: 'monitoring: { rules: { disabled: [RedisReplicaDown] } }',
    },
  },
  'subchart-type': {
    what: "A subchart's value is of another kind than its default.",
    why: 'Templates of the subchart stop at it, or take it for something else: any text is true to them, "false" too.',
    example: { wrong: 'redis: { tls: { enabled: "false" } }', right: 'redis: { tls: { enabled: false } }' },
  },
  'subchart-schema': {
    inChart: true,
    what: "A value breaks the subchart's own schema.",
    why: 'Helm refuses the install for it.',
    example: {
      wrong: 'redis: { master: { terminationGracePeriodSeconds: 1m } }',
      right: 'redis: { master: { terminationGracePeriodSeconds: 60 } }',
    },
  },
  'kubernetes-field': {
    what: 'A value reaches Kubernetes or the Prometheus operator as it is, and is none of its fields.',
    why: 'The API server refuses the object, or drops the field.',
    example: {
      wrong:
        'kube-prometheus-stack: { prometheus: { prometheusSpec: { storageSpec: { volumeClaimTemplate: { storageClassName: fast } } } } }',
      right:
        'kube-prometheus-stack: { prometheus: { prometheusSpec: { storageSpec: { volumeClaimTemplate: { spec: { storageClassName: fast } } } } } }',
    },
  },
  'ineffective-value': {
    what: 'A value has no effect while another one is as it is.',
    why: 'Helm takes it without a word, and nothing changes.',
    example: {
      wrong: 'webapp: { autoscaling: { minReplicas: 3 } }',
      right: 'webapp: { autoscaling: { enabled: true, minReplicas: 3 } }',
    },
  },
} as const satisfies Readonly<Record<string, CheckSheet>>;

export type CheckName = keyof typeof CHECKS;
