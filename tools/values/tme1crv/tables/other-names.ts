/** What other charts, those of `helm create` and Bitnami's above all, call values that this chart's own sections have by another name. */

export interface OtherName {
  /** As a path with dots. */
  readonly from: string;
  readonly to: string;
  readonly places?: readonly string[];
}

const here = (section: string, names: Readonly<Record<string, string>>): OtherName[] =>
  Object.entries(names).map(([name, place]) => ({
    from: `${section}.${name}`,
    to: `it is ${section}.${place} here`,
    places: [`${section}.${place}`],
  }));
/** The value has another form, so that it can't be taken as it is. */
const other = (from: string, to: string): OtherName => ({ from, to });

export const OTHER_NAMES: readonly OtherName[] = [
  ...here('webapp', {
    replicaCount: 'replicas',
    'image.name': 'image.repository',
    'image.version': 'image.tag',
    imageTag: 'image.tag',
    env: 'extraEnv',
    extraEnvVars: 'extraEnv',
    hpa: 'autoscaling',
    pdb: 'podDisruptionBudget',
    'autoscaling.targetCPU': 'autoscaling.targetCPUUtilizationPercentage',
    'ingress.ingressClassName': 'ingress.className',
    'service.targetPort': 'ports.http',
    containerPort: 'ports.http',
    serviceAccountName: 'serviceAccount.name',
    livenessProbe: 'probes.liveness',
    readinessProbe: 'probes.readiness',
    startupProbe: 'probes.startup',
    'httpRoute.gateways': 'httpRoute.parentRefs',
  }),
  other('webapp.envFrom', 'name each variable in webapp.extraEnv, with valueFrom'),
  other('webapp.extraEnvVarsSecret', 'name each variable in webapp.extraEnv, with valueFrom'),
  other('webapp.extraEnvVarsCM', 'name each variable in webapp.extraEnv, with valueFrom'),
  other('webapp.topologySpreadConstraints', 'it is one word here: webapp.topologySpread (off, soft or hard)'),
  other(
    'webapp.podDisruptionBudget.maxUnavailable',
    'the budget is webapp.podDisruptionBudget.minAvailable alone here',
  ),
  other('webapp.ingress.hostname', 'it is the list webapp.ingress.hosts here'),
  other('webapp.ingress.pathType', 'leave it out: the path is always a prefix'),
  other('webapp.serviceMonitor', 'it is monitoring.serviceMonitors here'),
  other('webapp.metrics', 'it is monitoring.serviceMonitors here'),
  other('webapp.securityContext', 'leave it out: the chart sets it as the level restricted of Pod Security asks'),
  other('webapp.podSecurityContext', 'leave it out: the chart sets it as the level restricted of Pod Security asks'),
  other(
    'webapp.containerSecurityContext',
    'leave it out: the chart sets it as the level restricted of Pod Security asks',
  ),
  ...['host', 'port', 'tls', 'database'].map((key) =>
    other(`externalRedis.${key}`, 'it is a part of externalRedis.url, such as redis://redis.example.com:6379'),
  ),
  other('externalRedis.password', 'put it into a Secret, and name that in externalRedis.existingSecret'),
  ...here('externalRedis', {
    existingSecretPasswordKey: 'passwordKey',
    existingSecretKey: 'passwordKey',
    user: 'username',
  }),
  ...here('backup', { cronSchedule: 'schedule', cron: 'schedule', retention: 'keep', storage: 'persistence' }),
  other('backup.s3', 'name the storage in backup.offsite.repository, such as s3:https://s3.example.com/backups'),
  other('networkPolicy.ingress', 'who may reach the web app stands in networkPolicy.appFrom'),
  other('networkPolicy.extraIngress', 'who may reach the web app stands in networkPolicy.appFrom'),
  other('networkPolicy.allowExternal', 'who may reach the web app stands in networkPolicy.appFrom'),
];
