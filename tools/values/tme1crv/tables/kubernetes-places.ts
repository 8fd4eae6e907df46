/** Where this chart's values reach Kubernetes or the Prometheus operator as they are. */
import type { KubernetesPlaces } from '../../check/kubernetes-places';

export const KUBERNETES_PLACES: KubernetesPlaces = {
  specs: [
    {
      at: ['kube-prometheus-stack', 'prometheus', 'prometheusSpec'],
      kind: 'Prometheus',
      renamed: { storageSpec: 'storage' },
    },
    { at: ['kube-prometheus-stack', 'alertmanager', 'alertmanagerSpec'], kind: 'Alertmanager', renamed: {} },
    { at: ['kube-prometheus-stack', 'thanosRuler', 'thanosRulerSpec'], kind: 'ThanosRuler', renamed: {} },
  ],
  ownForm: new Set([
    'image',
    'additionalScrapeConfigs',
    'additionalAlertManagerConfigs',
    'additionalAlertRelabelConfigs',
    'additionalConfig',
    'additionalConfigString',
    'additionalArgs',
    'excludedFromEnforcement',
    'arbitraryFSAccessThroughSMs',
    'thanos',
    'alertRelabelConfigs',
    'tracingConfig',
    'objectStorageConfig',
    'alertmanagersConfig',
    'queryConfig',
    'version',
  ]),
  lists: [
    { at: ['kube-prometheus-stack', 'additionalPrometheusRulesMap'], kind: 'PrometheusRule', pointer: [] },
    { at: ['kube-prometheus-stack', 'additionalPrometheusRules'], kind: 'PrometheusRule', pointer: [] },
    { at: ['kube-prometheus-stack', 'prometheus', 'additionalServiceMonitors'], kind: 'ServiceMonitor', pointer: [] },
    { at: ['kube-prometheus-stack', 'prometheus', 'additionalPodMonitors'], kind: 'PodMonitor', pointer: [] },
  ],
  skipped: new Set([
    'kube-prometheus-stack.alertmanager.config',
    'kube-prometheus-stack.alertmanager.stringConfig',
    'kube-prometheus-stack.grafana.dashboards',
    'kube-prometheus-stack.grafana.grafana.ini',
    'kube-prometheus-stack.grafana.alerting',
  ]),
  bitnami: new Set(['redis']),
};
