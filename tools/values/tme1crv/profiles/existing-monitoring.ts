import { because, type Profile } from './profile';

export const existingMonitoring: Profile = {
  name: 'existing-monitoring',
  description:
    'For a cluster that has a Prometheus operator already: this release brings the web app, Redis, its rules, dashboards and ServiceMonitors, and no second monitoring stack. Three values below name yours; adapt them.',
  values: {
    'kube-prometheus-stack': because("Two operators would undo each other's work.", { enabled: false }),
    monitoring: {
      labels: because(
        'What your Prometheus selects ServiceMonitors and rules by; see `kubectl get prometheus -A -o yaml`, serviceMonitorSelector. This is the label of a kube-prometheus-stack release of that name.',
        { release: 'kube-prometheus-stack' },
      ),
      prometheusUrl: because(
        'Where `helm test` asks your Prometheus about its targets.',
        'http://prometheus-operated.monitoring.svc:9090',
      ),
    },
    networkPolicy: {
      monitoringNamespace: because('Where your Prometheus runs: the metrics ports are open to it alone.', 'monitoring'),
    },
  },
};
