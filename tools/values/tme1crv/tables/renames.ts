/** Where keys of former generations of the subcharts went. `*` in an old path is any one step. */
import type { Renamed } from '../../plugin';
import { OTHER_NAMES } from './other-names';

interface Rename {
  readonly from: string;
  /** What is so now. */
  readonly to: string;
  /** The new place, or several, as paths of the umbrella; none where the value has another form there. */
  readonly places?: readonly string[];
  /** The new place within the map that has the old one: for patterns. */
  readonly beside?: string;
}

const STACK = 'kube-prometheus-stack';

/** What to write instead of a key that the subchart knew once; undefined where it never did. */
export function renamedTo(path: readonly string[]): Renamed | undefined {
  const rename =
    RENAMES.find(({ from }) => from === path.join('/')) ?? RENAMES.find(({ from }) => fits(from.split('/'), path));
  if (!rename) return undefined;
  const beside = rename.beside === undefined ? [] : [[...path.slice(0, -1), ...rename.beside.split('.')]];
  return { to: rename.to, places: [...(rename.places ?? []).map((place) => place.split('.')), ...beside] };
}

/** The map that holds a component's settings, where the one that is written holds its switch alone. */
export const SETTINGS_OF: Readonly<Record<string, string>> = {
  [`${STACK}.nodeExporter`]: 'prometheus-node-exporter',
  [`${STACK}.kubeStateMetrics`]: 'kube-state-metrics',
};

// --- internal ---

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((step, at) => step === '*' || step === path[at]);
}

type Target = Omit<Rename, 'from'>;

const both = (key: string): Target => moved(`redis.master.${key}`, `redis.replica.${key}`);
const now = (path: string): Target => moved(path);
const moved = (...places: string[]): Target => ({ to: `it is ${places.join(' and ')} now`, places });
const beside = (key: string): Target => ({ to: `it is \`${key}\` beside it now`, beside: key });
const other = (to: string): Target => ({ to });
const gone = (why: string): Target => ({ to: `it is gone: ${why}` });
const NO_POLICIES = gone('Kubernetes has no such policies any more');
const redis = (from: string, target: Target): Rename => ({ from: `redis/${from}`, ...target });
const stack = (from: string, target: Target): Rename => ({ from: `${STACK}/${from}`, ...target });

const ALERTMANAGER = `${STACK}.alertmanager`;
/** Fields of its configuration, which a user may take for values. */
const CONFIGURATION = ['receivers', 'inhibit_rules', 'templates', 'time_intervals', 'mute_time_intervals'];

export const RENAMES: readonly Rename[] = [
  ...CONFIGURATION.map((field) =>
    stack(`alertmanager/${field}`, {
      to: `${field} belongs under ${ALERTMANAGER}.config`,
      places: [`${ALERTMANAGER}.config.${field}`],
    }),
  ),
  ...OTHER_NAMES.map(({ from, ...target }) => ({ from: from.replaceAll('.', '/'), ...target })),
  redis('cluster', other('it is redis.architecture (replication or standalone) and redis.replica.replicaCount now')),
  redis('cluster/enabled', other('it is redis.architecture now: replication for true, standalone for false')),
  redis('cluster/slaveCount', now('redis.replica.replicaCount')),
  redis('slave', now('redis.replica')),
  redis('slaves', now('redis.replica')),
  redis('usePassword', now('redis.auth.enabled')),
  redis('password', now('redis.auth.password')),
  redis('usePasswordFile', now('redis.auth.usePasswordFiles')),
  redis('existingSecret', now('redis.auth.existingSecret')),
  redis('existingSecretKey', now('redis.auth.existingSecretPasswordKey')),
  redis('existingSecretPasswordKey', now('redis.auth.existingSecretPasswordKey')),
  redis('securityContext', both('podSecurityContext')),
  redis('podSecurityContext', both('podSecurityContext')),
  redis('containerSecurityContext', both('containerSecurityContext')),
  redis('persistence', both('persistence')),
  redis('resources', both('resources')),
  redis('nodeSelector', both('nodeSelector')),
  redis('tolerations', both('tolerations')),
  redis('affinity', both('affinity')),
  redis('service', both('service')),
  redis('redisPort', both('containerPorts.redis')),
  redis('configmap', now('redis.commonConfiguration')),
  redis('configuration', now('redis.commonConfiguration')),
  redis('extraFlags', both('extraFlags')),
  redis('disableCommands', both('disableCommands')),
  redis('replicas', now('redis.replica.replicaCount')),
  redis('sysctlImage', now('redis.sysctl')),
  redis('podDisruptionBudget', both('pdb')),
  redis('statefulset', gone('redis.commonLabels and redis.commonAnnotations go to every object')),
  redis('rbac/role', now('redis.rbac.rules')),
  redis('sentinel/usePassword', now('redis.auth.sentinel')),
  redis('sentinel/masterName', now('redis.sentinel.masterSet')),
  redis('sentinel/downAfter', now('redis.sentinel.downAfterMilliseconds')),
  redis('tls/certFile', now('redis.tls.certFilename')),
  redis('tls/certKeyFile', now('redis.tls.certKeyFilename')),
  redis('metrics/serviceMonitor/labels', now('redis.metrics.serviceMonitor.additionalLabels')),
  redis('*/persistence/storageClassName', beside('storageClass')),
  redis('sentinel/staticID', gone('every node keeps its own')),
  redis('sentinel/port', now('redis.sentinel.containerPorts.sentinel')),
  redis('sentinel/configmap', now('redis.sentinel.configuration')),
  redis('sentinel/cleanDelaySeconds', gone('the subchart needs it no more')),
  redis('sentinel/service/redisPort', now('redis.sentinel.service.ports.redis')),
  redis('sentinel/service/sentinelPort', now('redis.sentinel.service.ports.sentinel')),
  redis('sentinel/service/port', now('redis.sentinel.service.ports.redis')),
  redis('metrics/service/port', now('redis.metrics.service.ports.http')),
  redis('*/configmap', beside('configuration')),
  redis('*/securityContext', beside('podSecurityContext')),
  redis('*/spreadConstraints', beside('topologySpreadConstraints')),
  redis('*/statefulset', other('its labels are `podLabels` beside it now, its update strategy `updateStrategy`')),
  redis('*/service/port', beside('ports.redis')),
  redis('*/service/redisPort', beside('ports.redis')),
  redis('*/service/nodePort', beside('nodePorts.redis')),
  redis('*/service/labels', gone('redis.commonLabels go to every Service')),
  redis('*/statefulset/updateStrategy', other('it is `updateStrategy` a level higher now')),
  redis('*/podDisruptionBudget', beside('pdb')),
  redis('replica/replicas', now('redis.replica.replicaCount')),
  redis('metrics/serviceMonitor/selector', now('redis.metrics.serviceMonitor.additionalLabels')),
  redis('metrics/securityContext', now('redis.metrics.containerSecurityContext')),
  redis('metrics/priorityClassName', gone('the exporter is a container of the Redis pods')),
  redis('volumePermissions/securityContext', now('redis.volumePermissions.containerSecurityContext')),
  stack(
    'defaultRules/rules/k8s',
    other(
      'it is k8sContainerCpuUsageSecondsTotal, k8sContainerMemoryCache, k8sContainerMemoryRss, k8sContainerMemorySwap, k8sContainerResource and k8sPodOwner beside it now',
    ),
  ),
  stack(
    'defaultRules/rules/kubeScheduler',
    other('it is kubeSchedulerAlerting and kubeSchedulerRecording beside it now'),
  ),
  stack(
    'defaultRules/rules/kubeApiserver',
    other(
      'it is kubeApiserverAvailability, kubeApiserverBurnrate, kubeApiserverHistogram and kubeApiserverSlos beside it now',
    ),
  ),
  stack('defaultRules/rules/kubeApiserverError', beside('kubeApiserverSlos')),
  stack('defaultRules/rules/kubernetesAbsent', gone('each component has its own rules')),
  stack('defaultRules/rules/kubePrometheusNodeAlerting', beside('nodeExporterAlerting')),
  stack('defaultRules/rules/nodeExporter', other('it is nodeExporterAlerting and nodeExporterRecording beside it now')),
  stack('defaultRules/rules/time', gone('the node exporter has these rules')),
  stack('alertmanager/fullnameOverride', gone(`${STACK}.fullnameOverride names every part`)),
  stack('prometheus/fullnameOverride', gone(`${STACK}.fullnameOverride names every part`)),
  stack(
    'alertmanager/alertmanagerSpec/volumeClaimTemplate',
    now(`${STACK}.alertmanager.alertmanagerSpec.storage.volumeClaimTemplate`),
  ),
  stack('alertmanager/alertmanagerSpec/storageSpec', now(`${STACK}.alertmanager.alertmanagerSpec.storage`)),
  stack(
    'prometheus/prometheusSpec/volumeClaimTemplate',
    now(`${STACK}.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate`),
  ),
  stack('prometheus/prometheusSpec/storage', now(`${STACK}.prometheus.prometheusSpec.storageSpec`)),
  stack('prometheus/storageSpec', now(`${STACK}.prometheus.prometheusSpec.storageSpec`)),
  stack('alertmanager/storage', now(`${STACK}.alertmanager.alertmanagerSpec.storage`)),
  stack('prometheus/prometheusSpec/additionalServiceMonitors', now(`${STACK}.prometheus.additionalServiceMonitors`)),
  stack('prometheus/prometheusSpec/additionalPodMonitors', now(`${STACK}.prometheus.additionalPodMonitors`)),
  stack('nodeExporter/serviceMonitor', now(`${STACK}.prometheus-node-exporter.prometheus.monitor`)),
  stack('nodeExporter/jobLabel', now(`${STACK}.prometheus-node-exporter.prometheus.monitor.jobLabel`)),
  stack('kubeStateMetrics/serviceMonitor', now(`${STACK}.kube-state-metrics.prometheus.monitor`)),
  stack('prometheus-node-exporter/serviceMonitor', now(`${STACK}.prometheus-node-exporter.prometheus.monitor`)),
  stack('kube-state-metrics/serviceMonitor', now(`${STACK}.kube-state-metrics.prometheus.monitor`)),
  stack('kube-state-metrics/podSecurityPolicy', NO_POLICIES),
  stack('kube-state-metrics/kubeTargetVersionOverride', gone('the chart asks the cluster')),
  stack('kube-state-metrics/networkPolicy/flavor', gone('the policy is always one of Kubernetes')),
  stack('kube-state-metrics/networkPolicy/cilium', gone('the policy is always one of Kubernetes')),
  stack('prometheus-node-exporter/image/sha', beside('digest')),
  stack('prometheus-node-exporter/rbac/pspAnnotations', NO_POLICIES),
  stack('prometheus/podSecurityPolicy', NO_POLICIES),
  stack('global/rbac/pspAnnotations', NO_POLICIES),
  stack('checkDeprecation', gone('nothing is deprecated in that way any more')),
  stack('windowsMonitoring/job', gone('the job is always windows-exporter')),
  stack('kube-state-metrics/enabled', now(`${STACK}.kubeStateMetrics.enabled`)),
  stack('prometheus-node-exporter/enabled', now(`${STACK}.nodeExporter.enabled`)),
  stack(
    'prometheus/prometheusSpec/storageClassName',
    other(`it belongs under ${STACK}.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec`),
  ),
  stack(
    'alertmanager/alertmanagerSpec/storageClassName',
    other(`it belongs under ${STACK}.alertmanager.alertmanagerSpec.storage.volumeClaimTemplate.spec`),
  ),
  stack('grafana/storage', now(`${STACK}.grafana.persistence`)),
  stack('*/ingress/className', beside('ingressClassName')),
  stack('grafana/testFramework/tag', beside('image.tag')),
  stack('grafana/persistence/labels', now(`${STACK}.grafana.persistence.extraPvcLabels`)),
  stack('grafana/persistence/storageClass', now(`${STACK}.grafana.persistence.storageClassName`)),
  stack('grafana/persistence/accessMode', now(`${STACK}.grafana.persistence.accessModes`)),
  stack('grafana/sidecar/dashboards/folderAnnotations', now(`${STACK}.grafana.sidecar.dashboards.folderAnnotation`)),
  stack('global/rbac/pspEnabled', NO_POLICIES),
  stack('prometheusOperator/createCustomResource', now(`${STACK}.crds.enabled`)),
  stack('prometheusOperator/manageCrds', now(`${STACK}.crds.enabled`)),
  stack('prometheusOperator/cleanupCustomResource', gone('Helm leaves definitions alone')),
  stack('prometheusOperator/configmapReloadImage', gone('the operator has its own reloader')),
  stack(
    'prometheusOperator/prometheusConfigReloaderImage',
    now(`${STACK}.prometheusOperator.prometheusConfigReloader.image`),
  ),
  stack('prometheusOperator/configReloaderCpu', now(`${STACK}.prometheusOperator.prometheusConfigReloader.resources`)),
  stack(
    'prometheusOperator/configReloaderMemory',
    now(`${STACK}.prometheusOperator.prometheusConfigReloader.resources`),
  ),
  stack(
    'prometheusOperator/configReloaderResources',
    now(`${STACK}.prometheusOperator.prometheusConfigReloader.resources`),
  ),
  stack('prometheusOperator/tlsProxy', now(`${STACK}.prometheusOperator.tls`)),
  stack('coreDNS', now(`${STACK}.coreDns`)),
  stack('kubeDNS', now(`${STACK}.kubeDns`)),
];
