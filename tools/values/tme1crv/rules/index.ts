import { alertDelivery } from './alert-delivery';
import { alertmanagerConfig } from './alertmanager-config';
import { autoscaling } from './autoscaling';
import { backupSettings } from './backup-settings';
import { claimSize } from './claim-size';
import { componentEndpoints } from './component-endpoints';
import { disruptionBudget } from './disruption-budget';
import { externalRedis } from './external-redis';
import { grafanaDashboards } from './grafana-dashboards';
import { grafanaDataSources } from './grafana-data-sources';
import { grafanaEnvironment } from './grafana-environment';
import { grafanaImports } from './grafana-imports';
import { grafanaIni } from './grafana-ini';
import { grafanaProviders } from './grafana-providers';
import { grafanaVolume } from './grafana-volume';
import { imageTags } from './image-tags';
import { monitoringLabels } from './monitoring-labels';
import { monitoringPeers } from './monitoring-peers';
import { monitoringStack } from './monitoring-stack';
import { mountedFiles } from './mounted-files';
import { nodeExporterPort } from './node-exporter-port';
import { notificationTemplates } from './notification-templates';
import { operatorRefusals } from './operator-refusals';
import { ownLabels } from './own-labels';
import { podSecurity } from './pod-security';
import { probeTiming } from './probe-timing';
import { programArguments } from './program-arguments';
import { prometheusSelector } from './prometheus-selector';
import { prometheusSettings } from './prometheus-settings';
import { prometheusStorage } from './prometheus-storage';
import { publicAccess } from './public-access';
import { quantities } from './quantities';
import { redisAcl } from './redis-acl';
import { redisBindings } from './redis-bindings';
import { redisClaimRetention } from './redis-claim-retention';
import { redisClaims } from './redis-claims';
import { redisCommands } from './redis-commands';
import { redisDirectives } from './redis-directives';
import { redisEnvironment } from './redis-environment';
import { redisEviction } from './redis-eviction';
import { redisExporter } from './redis-exporter';
import { redisImages } from './redis-images';
import { redisKind } from './redis-kind';
import { redisLabels } from './redis-labels';
import { redisMemory } from './redis-memory';
import { redisNamespace } from './redis-namespace';
import { redisOnePrimary } from './redis-one-primary';
import { redisPasswordFiles } from './redis-password-files';
import { redisPersistence } from './redis-persistence';
import { redisPersistentMaster } from './redis-persistent-master';
import { redisPod } from './redis-pod';
import { redisReplicaPath } from './redis-replica-path';
import { redisSentinel } from './redis-sentinel';
import { redisStartScripts } from './redis-start-scripts';
import { redisTls } from './redis-tls';
import { redisUnchecked } from './redis-unchecked';
import { redisWriteQuorum } from './redis-write-quorum';
import { replicaReads } from './replica-reads';
import { requestsWithinLimits } from './requests-within-limits';
import { rootRefused } from './root-refused';
import { scrapeConfigs } from './scrape-configs';
import { scrapeInterval } from './scrape-interval';
import { scrapeTimeout } from './scrape-timeout';
import { secretTemplates } from './secret-templates';
import { sloPeriod } from './slo-period';
import { stateMetrics } from './state-metrics';
import { storageClass } from './storage-class';
import { subPaths } from './sub-paths';
import { thanosStorage } from './thanos-storage';
import { webappEnvironment } from './webapp-environment';
import { webappMemory } from './webapp-memory';
import { webappPorts } from './webapp-ports';

/** Every rule; one line adds one. */
export const RULES = [
  redisPersistentMaster,
  redisSentinel,
  redisStartScripts,
  redisPod,
  redisTls,
  redisAcl,
  redisOnePrimary,
  redisKind,
  redisClaims,
  redisClaimRetention,
  redisReplicaPath,
  replicaReads,
  redisMemory,
  redisEviction,
  redisPersistence,
  redisWriteQuorum,
  redisDirectives,
  redisCommands,
  redisEnvironment,
  redisBindings,
  redisUnchecked,
  redisNamespace,
  externalRedis,
  backupSettings,
  ownLabels,
  disruptionBudget,
  autoscaling,
  webappPorts,
  webappEnvironment,
  webappMemory,
  probeTiming,
  publicAccess,
  prometheusStorage,
  sloPeriod,
  scrapeTimeout,
  scrapeConfigs,
  scrapeInterval,
  monitoringLabels,
  programArguments,
  prometheusSelector,
  requestsWithinLimits,
  quantities,
  imageTags,
  redisImages,
  redisPasswordFiles,
  redisLabels,
  redisExporter,
  secretTemplates,
  podSecurity,
  rootRefused,
  monitoringStack,
  prometheusSettings,
  thanosStorage,
  nodeExporterPort,
  stateMetrics,
  alertDelivery,
  monitoringPeers,
  grafanaDashboards,
  grafanaProviders,
  grafanaImports,
  grafanaDataSources,
  grafanaVolume,
  grafanaIni,
  grafanaEnvironment,
  alertmanagerConfig,
  notificationTemplates,
  mountedFiles,
  operatorRefusals,
  subPaths,
  componentEndpoints,
  claimSize,
  storageClass,
] as const;
