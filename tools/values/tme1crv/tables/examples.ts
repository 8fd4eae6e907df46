/** An example for each check of the engine, in values of this chart. */
import type { CheckExamples } from '../../plugin';

export const EXAMPLES: CheckExamples = {
  yaml: { wrong: 'webapp: { replicas: 3', right: 'webapp: { replicas: 3 }' },
  'empty-file': { wrong: '# webapp: { replicas: 3 }', right: 'webapp: { replicas: 3 }' },
  'duplicate-key': { wrong: 'webapp: { replicas: 3, replicas: 4 }', right: 'webapp: { replicas: 4 }' },
  'unknown-key': { wrong: 'webapp: { replica: 3 }', right: 'webapp: { replicas: 3 }' },
  'unknown-subchart-key': {
    wrong: 'redis: { replica: { replicaCont: 3 } }',
    right: 'redis: { replica: { replicaCount: 3 } }',
  },
  'removed-key': { wrong: 'webapp: { logLevel: null }', right: 'webapp: { logLevel: info }' },
  'removed-map': { wrong: 'redis: { tls: null }', right: 'redis: { tls: { enabled: false } }' },
  'schema-type': { wrong: 'webapp: { replicas: "3" }', right: 'webapp: { replicas: 3 }' },
  'schema-choice': { wrong: 'webapp: { logLevel: verbose }', right: 'webapp: { logLevel: debug }' },
  'schema-range': { wrong: 'webapp: { replicas: -1 }', right: 'webapp: { replicas: 3 }' },
  'schema-form': {
    wrong: 'monitoring: { serviceMonitors: { interval: 15 seconds } }',
    right: 'monitoring: { serviceMonitors: { interval: 15s } }',
  },
  'schema-list': {
    wrong: 'monitoring: { rules: { disabled: [RedisReplicaDown, RedisReplicaDown] } }',
    right: 'monitoring: { rules: { disabled: [RedisReplicaDown] } }',
  },
  'subchart-type': { wrong: 'redis: { tls: { enabled: "false" } }', right: 'redis: { tls: { enabled: false } }' },
  'subchart-schema': {
    wrong: 'redis: { master: { terminationGracePeriodSeconds: 1m } }',
    right: 'redis: { master: { terminationGracePeriodSeconds: 60 } }',
  },
  'kubernetes-field': {
    wrong:
      'kube-prometheus-stack: { prometheus: { prometheusSpec: { storageSpec: { volumeClaimTemplate: { storageClassName: fast } } } } }',
    right:
      'kube-prometheus-stack: { prometheus: { prometheusSpec: { storageSpec: { volumeClaimTemplate: { spec: { storageClassName: fast } } } } } }',
  },
  'ineffective-value': {
    wrong: 'webapp: { autoscaling: { minReplicas: 3 } }',
    right: 'webapp: { autoscaling: { enabled: true, minReplicas: 3 } }',
  },
  'helm-render': {
    wrong: 'kube-prometheus-stack: { grafana: { datasources: { a: text } } }',
    right: 'kube-prometheus-stack: { grafana: { datasources: { a.yaml: { apiVersion: 1 } } } }',
  },
  'kubernetes-schema': {
    wrong: 'kube-prometheus-stack: { grafana: { deploymentStrategy: { type: Recreat } } }',
    right: 'kube-prometheus-stack: { grafana: { deploymentStrategy: { type: Recreate } } }',
  },
  'kubernetes-name': {
    wrong: 'webapp: { podLabels: { team: "a b" } }',
    right: 'webapp: { podLabels: { team: a-b } }',
  },
  'prometheus-rules': {
    wrong:
      'kube-prometheus-stack: { additionalPrometheusRulesMap: { a: { groups: [{ name: a, rules: [{ alert: A, expr: "rate(up[5m]" }] }] } } }',
    right:
      'kube-prometheus-stack: { additionalPrometheusRulesMap: { a: { groups: [{ name: a, rules: [{ alert: A, expr: "up == 0" }] }] } } }',
  },
  'prometheus-config': {
    wrong:
      'kube-prometheus-stack: { prometheus: { prometheusSpec: { additionalAlertManagerConfigs: [{ url: "http://am2:9093" }] } } }',
    right:
      'kube-prometheus-stack: { prometheus: { prometheusSpec: { additionalAlertManagerConfigs: [{ static_configs: [{ targets: ["am2:9093"] }] }] } } }',
  },
};
