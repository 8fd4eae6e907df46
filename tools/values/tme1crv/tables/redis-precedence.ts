/** Values of Redis, and of images, that lose against another one. */
import type { Precedence } from '../../check/precedence';
import { withSentinel } from '../redis-conf/effective';
import { below } from './below';

export const REDIS_PRECEDENCES: readonly Precedence[] = [
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
  {
    loses: ['redis.image.registry', 'redis.sentinel.image.registry', 'redis.metrics.image.registry'],
    to: 'redis.global.imageRegistry',
    because: 'that registry is used for every image of Redis',
    fix: 'delete one of the two',
  },
];

// --- internal ---

const startsOwn = (args: unknown, script: string) => JSON.stringify(args ?? '').includes(`/${script}`);
