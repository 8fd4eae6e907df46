/** What of this chart's values switches others off. */
import type { Switches } from '../../check/switches';
import { withSentinel } from '../redis-conf/effective';

export const SWITCHES: Switches = {
  others: [
    { ineffective: 'externalRedis', by: 'redis.enabled', when: true, why: 'the bundled Redis is used' },
    { ineffective: 'redis.replica', by: 'redis.architecture', when: 'standalone' },
    { ineffective: 'redis.sentinel', by: 'redis.sentinel.enabled', when: false },
    { ineffective: 'redis.sentinel', by: 'redis.architecture', when: 'standalone' },
    { ineffective: 'redis.metrics', by: 'redis.metrics.enabled', when: false, unless: withSentinel },
    {
      ineffective: 'redis.metrics',
      by: 'redis.metrics.enabled',
      when: false,
      why: "with Sentinel the exporters are this chart's, which take image, ports, environment, volumes, resources and security context alone",
      fix: 'delete this',
      // What tme1crv.redis.exporters takes.
      keeps: [
        'image',
        'containerPorts',
        'extraEnvVars',
        'extraVolumeMounts',
        'extraVolumes',
        'resources',
        'containerSecurityContext',
      ],
      unless: (values) => !withSentinel(values),
    },
    {
      ineffective: 'webapp.replicas',
      by: 'webapp.autoscaling.enabled',
      when: true,
      why: 'the autoscaler sets the number',
    },
    { ineffective: 'webapp.serviceAccount.annotations', by: 'webapp.serviceAccount.create', when: false },
    { ineffective: 'workload.podSecurityLevel', by: 'workload.createNamespace', when: false },
    {
      ineffective: 'kube-prometheus-stack.alertmanager',
      by: 'kube-prometheus-stack.alertmanager.enabled',
      when: false,
    },
    {
      ineffective: 'kube-prometheus-stack.kube-state-metrics',
      by: 'kube-prometheus-stack.kubeStateMetrics.enabled',
      when: false,
    },
    {
      ineffective: 'kube-prometheus-stack.prometheus-node-exporter',
      by: 'kube-prometheus-stack.nodeExporter.enabled',
      when: false,
    },
  ],
  none: new Set(),
  exceptions: {
    'redis.master.persistence': { keeps: ['medium', 'sizeLimit', 'path'] },
    'redis.replica.persistence': { keeps: ['medium', 'sizeLimit', 'path'] },
    'redis.metrics': { unless: () => true },
    'redis.sysctl': { keeps: ['mountHostSys'] },
    'redis.sentinel.persistence': { keeps: ['medium', 'sizeLimit'] },
    'kube-prometheus-stack.grafana.persistence': { keeps: ['inMemory', 'disableWarning'] },
    'kube-prometheus-stack.grafana': {
      unless: (values) =>
        values.on('kube-prometheus-stack.grafana.forceDeployDashboards') ||
        values.on('kube-prometheus-stack.grafana.forceDeployDatasources'),
    },
  },
  subcharts: new Set(['redis', 'kube-prometheus-stack']),
};
