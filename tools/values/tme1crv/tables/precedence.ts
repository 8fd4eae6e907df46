/**
 * Values that lose against another one: the template takes that other one and doesn't look at these. Each row was compared with the
 * templates of the pinned subcharts, and with what is rendered. docs/values-and-subcharts.md shows them to users.
 */
import type { Precedence } from '../../check/precedence';
import { withSentinel } from '../redis-conf/effective';

const GRAFANA = 'kube-prometheus-stack.grafana';
const ALERTMANAGER = 'kube-prometheus-stack.alertmanager';
const PROMETHEUS = 'kube-prometheus-stack.prometheus.prometheusSpec';
const below = (path: string, ...keys: string[]) => keys.map((key) => `${path}.${key}`);
const startsOwn = (args: unknown, script: string) => JSON.stringify(args ?? '').includes(`/${script}`);
const isEmpty = (value: unknown) => value === undefined || value === null || value === '' || value === false;

export const PRECEDENCES: readonly Precedence[] = [
  {
    loses: below(GRAFANA, 'adminPassword', 'adminUser'),
    to: `${GRAFANA}.admin.existingSecret`,
    because: 'user and password are read from that Secret',
    fix: `put them into that Secret, or set ${GRAFANA}.admin.existingSecret to ""`,
  },
  {
    loses: below(`${GRAFANA}.admin`, 'userKey', 'passwordKey'),
    to: `${GRAFANA}.admin.existingSecret`,
    when: isEmpty,
    because: "Grafana's chart makes a Secret with keys of its own",
    fix: 'name a Secret in existingSecret, or delete this',
  },
  {
    loses: ['redis.auth.password', 'redis.global.redis.password', 'global.redis.password'],
    to: 'redis.auth.existingSecret',
    because: 'the password is read from that Secret',
    fix: 'put the password into a Secret in the workload namespace before the install, name that in redis.auth.existingSecret, and delete this',
  },
  ...['master', 'replica', 'sentinel', 'metrics'].flatMap((role) =>
    ['Liveness', 'Readiness', 'Startup'].map(
      (kind): Precedence => ({
        loses: [`redis.${role}.${kind.toLowerCase()}Probe`],
        to: `redis.${role}.custom${kind}Probe`,
        because: 'the custom probe is used instead',
        fix: `set redis.${role}.custom${kind}Probe instead`,
      }),
    ),
  ),
  ...['master', 'replica', 'sentinel', 'metrics'].map(
    (role): Precedence => ({
      loses: [`redis.${role}.resourcesPreset`],
      to: `redis.${role}.resources`,
      because: 'resources win over a preset',
      fix: `change redis.${role}.resources, or set it to null`,
    }),
  ),
  ...['master', 'replica'].map(
    (role): Precedence => ({
      loses: below(`redis.${role}`, 'podAffinityPreset', 'podAntiAffinityPreset', 'nodeAffinityPreset'),
      to: `redis.${role}.affinity`,
      because: 'affinity wins over the presets',
      fix: 'say it in affinity, or delete one of the two',
    }),
  ),
  ...['master', 'replica'].map(
    (role): Precedence => ({
      loses: below(
        `redis.${role}.persistence`,
        ...['size', 'storageClass', 'accessModes', 'annotations', 'labels', 'selector', 'dataSource'],
      ),
      to: `redis.${role}.persistence.existingClaim`,
      because: 'that claim is used as it is',
      fix: 'delete this, or the name of the claim',
    }),
  ),
  {
    loses: below(`${GRAFANA}.persistence`, 'size', 'storageClassName', 'accessModes', 'annotations', 'finalizers'),
    to: `${GRAFANA}.persistence.existingClaim`,
    because: 'that claim is used as it is',
    fix: 'delete this, or the name of the claim',
  },
  {
    loses: ['redis.metrics.extraArgs', 'redis.metrics.redisTargetHost'],
    to: 'redis.metrics.command',
    because: 'the command says how the exporter is started',
    fix: 'use redis.metrics.extraEnvVars (REDIS_EXPORTER_…), or write it into redis.metrics.command',
  },
  {
    loses: [
      'redis.commonConfiguration',
      ...below('redis.master', 'configuration', 'disableCommands'),
      ...below('redis.replica', 'configuration', 'disableCommands'),
      'redis.sentinel.configuration',
    ],
    to: 'redis.existingConfigmap',
    because: 'the files in that ConfigMap are used',
    fix: 'write it into the ConfigMap, or set redis.existingConfigmap to ""',
  },
  ...['redis.image', 'redis.sentinel.image', 'redis.metrics.image', 'webapp.image'].map(
    (image): Precedence => ({
      loses: [`${image}.tag`],
      to: `${image}.digest`,
      because: 'the digest wins over the tag',
      fix: 'delete one of the two',
    }),
  ),
  {
    loses: ['redis.replica.replicaCount'],
    to: 'redis.replica.autoscaling.enabled',
    // With Sentinel the autoscaler is refused.
    when: (value, values) => value === true && !values.on('redis.sentinel.enabled'),
    because: 'the autoscaler sets the number',
    fix: 'set redis.replica.autoscaling.minReplicas instead',
  },
  {
    loses: [`${GRAFANA}.replicas`],
    to: `${GRAFANA}.autoscaling.enabled`,
    when: (value) => value === true,
    because: 'the autoscaler sets the number',
    fix: `set ${GRAFANA}.autoscaling.minReplicas instead`,
  },
  {
    loses: below(
      'redis.master',
      ...['args', 'configuration', 'extraFlags', 'extraEnvVars', 'resources', 'affinity', 'nodeSelector'],
      ...['tolerations', 'topologySpreadConstraints', 'podLabels', 'podAnnotations', 'sidecars', 'initContainers'],
      ...[
        'extraVolumes',
        'extraVolumeMounts',
        'service',
        'priorityClassName',
        'customLivenessProbe',
        'customReadinessProbe',
      ],
    ),
    to: 'redis.sentinel.enabled',
    when: (_, values) => withSentinel(values),
    because: 'with Sentinel every node is one of redis.replica',
    fix: 'set it under redis.replica',
  },
  {
    loses: below(
      'redis.replica',
      ...[
        'terminationGracePeriodSeconds',
        'persistentVolumeClaimRetentionPolicy',
        'enableServiceLinks',
        'extraPodSpec',
      ],
    ),
    to: 'redis.sentinel.enabled',
    when: (_, values) => withSentinel(values),
    because: 'for the whole pod of a node the subchart takes it from redis.sentinel',
    fix: 'set it under redis.sentinel',
  },
  {
    loses: [
      'redis.auth.sentinel',
      ...below(
        'redis.sentinel',
        ...['automateClusterRecovery', 'redisShutdownWaitFailover', 'getMasterTimeout', 'replicaSyncCheck'],
        ...['preExecCmds', 'externalMaster'],
      ),
    ],
    to: 'redis.sentinel.args',
    when: (value, values) => startsOwn(value, 'start-sentinel.sh') && values.on('redis.sentinel.enabled'),
    because: "only the subchart's own start script reads it, and this chart's takes its place",
    fix: 'delete this',
  },
  {
    loses: ['redis.nameResolutionThreshold', 'redis.nameResolutionTimeout'],
    to: 'redis.replica.args',
    when: (value) => startsOwn(value, 'start-replica.sh'),
    because: "only the subchart's own start scripts read it, and this chart's take their place",
    fix: 'delete this',
  },
  ...['serviceMonitor', 'podMonitor', 'rule', 'probe', 'scrapeConfig'].map(
    (name): Precedence => ({
      loses: [`${PROMETHEUS}.${name}SelectorNilUsesHelmValues`],
      to: `${PROMETHEUS}.${name}Selector`,
      when: (value) => typeof value === 'object' && value !== null && Object.keys(value).length > 0,
      because: 'a selector is given',
      fix: 'delete one of the two',
    }),
  ),
  {
    loses: [`${ALERTMANAGER}.stringConfig`],
    to: `${ALERTMANAGER}.tplConfig`,
    when: (value) => value !== true,
    because: `${ALERTMANAGER}.config is used`,
    fix: `set ${ALERTMANAGER}.tplConfig to true, or write it as ${ALERTMANAGER}.config`,
  },
  {
    loses: [`${ALERTMANAGER}.config`],
    to: `${ALERTMANAGER}.stringConfig`,
    when: (value, values) => !isEmpty(value) && values.on(`${ALERTMANAGER}.tplConfig`),
    because: 'the text is used instead',
    fix: 'keep one of the two',
  },
  {
    loses: below(ALERTMANAGER, 'config', 'stringConfig', 'templateFiles'),
    to: `${ALERTMANAGER}.alertmanagerSpec.useExistingSecret`,
    when: (value) => value === true,
    because: 'the configuration is read from that Secret',
    fix: 'write it into the Secret, or set useExistingSecret to false',
  },
  {
    loses: below(ALERTMANAGER, 'config', 'stringConfig', 'templateFiles'),
    to: `${ALERTMANAGER}.alertmanagerSpec.configSecret`,
    because: 'the configuration is read from that Secret',
    fix: 'write it into the Secret, or delete configSecret',
  },
  {
    loses: below(ALERTMANAGER, 'config', 'stringConfig'),
    to: `${ALERTMANAGER}.alertmanagerSpec.alertmanagerConfiguration`,
    because: 'the operator takes the configuration from that AlertmanagerConfig',
    fix: 'write it there, or delete alertmanagerConfiguration',
  },
  {
    loses: below(`${GRAFANA}.sidecar.dashboards.provider`, 'folder', 'folderUid'),
    to: `${GRAFANA}.sidecar.dashboards.provider.foldersFromFilesStructure`,
    when: (value) => value === true,
    because: 'folders come from the annotation of each dashboard',
    fix: 'set foldersFromFilesStructure to false, or delete this',
  },
  {
    loses: below(GRAFANA, 'additionalDataSources', 'additionalDataSourcesString', 'deleteDatasources'),
    to: `${GRAFANA}.sidecar.datasources.enabled`,
    when: (value) => value === false,
    because: 'they reach Grafana by the sidecar',
    fix: `set ${GRAFANA}.sidecar.datasources.enabled to true, or use ${GRAFANA}.datasources`,
  },
  {
    loses: below(
      'kube-prometheus-stack.defaultRules',
      'rules',
      'disabled',
      'labels',
      'annotations',
      'additionalRuleLabels',
    ),
    to: 'kube-prometheus-stack.defaultRules.create',
    when: (value) => value === false,
    because: "none of the stack's own rules are installed",
    fix: 'set it to true, or delete this',
  },
  {
    loses: [`${GRAFANA}.ldap.config`],
    to: `${GRAFANA}.ldap.existingSecret`,
    because: 'the configuration is read from that Secret',
    fix: 'keep one of the two',
  },
  {
    loses: ['redis.image.registry', 'redis.sentinel.image.registry', 'redis.metrics.image.registry'],
    to: 'redis.global.imageRegistry',
    because: 'that registry is used for every image of Redis',
    fix: 'delete one of the two',
  },
];

/** Image registries under these keys lose to `global.imageRegistry`. */
export const GLOBAL_REGISTRY: { readonly under: readonly string[]; readonly to: string } = {
  under: ['redis', 'kube-prometheus-stack'],
  to: 'global.imageRegistry',
};
