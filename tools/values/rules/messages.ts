/**
 * The wording of every rule. The chart refuses some of these combinations too (chart/templates/validate.yaml) and says so in
 * the same words, as `message. Fix.`: change both together, messages.test.ts compares them. The verbs are those of Go's printf.
 */
export interface Wording {
  /** What is wrong. */
  message: string;
  /** What to do, beginning in lower case. */
  fix: string;
}

/** Also enforced by the chart's template. */
export const TEMPLATE_WORDING = {
  redisNamespace: {
    message:
      "redis.namespaceOverride (%q) differs from workload.namespace (%q): Redis would run where the web app doesn't look for it",
    fix: 'set both to the same namespace',
  },
  replicasWithoutPersistentMaster: {
    message:
      'redis.master.persistence.enabled is false while there are replicas: a primary that restarts empty makes its replicas empty too',
    fix: 'set it to true, or redis.replica.replicaCount to 0',
  },
  redisSentinel: {
    message:
      "redis.sentinel.enabled is true: Sentinel doesn't work yet with the official Redis image and this chart's objects",
    fix: 'set it to false',
  },
  redisMemory: {
    message:
      "maxmemory %s in redis.commonConfiguration doesn't fit redis.%s.resources.limits.memory (%s): Redis would be killed before it is full",
    fix: 'lower maxmemory to three quarters of the limit, or raise the limit',
  },
  externalRedisMissing: {
    message: 'redis.enabled is false and externalRedis.url is empty: the web app has no Redis',
    fix: 'set one of them',
  },
  autoscalerBounds: {
    message: 'webapp.autoscaling.minReplicas (%v) is above maxReplicas (%v)',
    fix: 'lower the one or raise the other',
  },
  budgetBlocksDrains: {
    message:
      "%s (%d) isn't above webapp.podDisruptionBudget.minAvailable (%v): no node with such a pod could be drained",
    fix: 'raise the one, lower the other, or set webapp.podDisruptionBudget.enabled to false',
  },
  ingressWithoutHosts: {
    message: 'webapp.ingress.enabled is true and webapp.ingress.hosts is empty',
    fix: 'name at least one host',
  },
  routeWithoutParent: {
    message: 'webapp.httpRoute.enabled is true and webapp.httpRoute.parentRefs is empty',
    fix: 'name the Gateway',
  },
  retentionAboveVolume: {
    message:
      "kube-prometheus-stack.prometheus.prometheusSpec.retentionSize (%s) doesn't fit its volume (%s): Prometheus would stop on a full disk",
    fix: 'lower it to four fifths of the volume, or enlarge the volume',
  },
} as const satisfies Record<string, Wording>;

/** Said by gen-values alone. */
export const WORDING = {
  autoscalerWithoutRequest: {
    message: "the autoscaler works by a share of the CPU request, which isn't set: it would never scale",
    fix: 'set webapp.resources.requests.cpu, or webapp.autoscaling.enabled to false',
  },
  redisMemoryTight: {
    message:
      'maxmemory %s leaves less than a quarter of redis.%s.resources.limits.memory (%s): rewriting the AOF and replication buffers may not fit',
    fix: 'lower maxmemory, or raise the limit',
  },
  redisMemoryUnbounded: {
    message: 'sets no maxmemory: Redis grows until it is killed',
    fix: 'add a line such as `maxmemory 192mb`',
  },
  redisMemoryUnreadable: {
    message: "sets maxmemory %s, which Redis can't read",
    fix: 'write a whole number with kb, mb or gb',
  },
  redisEviction: {
    message: 'sets maxmemory-policy %s: a full Redis drops items that nobody deleted',
    fix: 'use noeviction, unless the items are only a cache',
  },
  retentionTight: {
    message: 'retentionSize %s leaves less than a seventh of the volume (%s) to the write-ahead log and compaction',
    fix: 'lower it to four fifths of the volume',
  },
  retentionUnbounded: {
    message: 'Prometheus has a volume, but no retentionSize: more series than planned fill it, and Prometheus stops',
    fix: 'set retentionSize to four fifths of the volume',
  },
  prometheusVolumeMissing: {
    message: 'Prometheus has no volume: its metrics are gone when its pod moves, and they fill the disk of the node',
    fix: 'set storageSpec.volumeClaimTemplate.spec.resources.requests.storage',
  },
  sloBeyondRetention: {
    message: 'the objectives look back %d days, but Prometheus keeps %s: they are computed from less than they say',
    fix: 'set monitoring.rules.slo.periodDays to at most the retention, or lengthen the retention',
  },
  scrapeTimeout: {
    message: 'scrapeTimeout %s is longer than the interval %s: the operator refuses the ServiceMonitor',
    fix: 'set scrapeTimeout to at most the interval',
  },
  requestAboveLimit: {
    message: 'requests %v of %s, above the limit of %v: Kubernetes refuses the pod',
    fix: 'lower the request or raise the limit',
  },
  badQuantity: {
    message: "is %q, which Kubernetes can't read as a quantity",
    fix: 'write 500m or 2 for CPU, 64Mi or 10Gi for memory and storage',
  },
  bytesWithoutUnit: { message: 'is %v without a unit: that is %v bytes', fix: 'did you mean %vMi?' },
  milliBytes: { message: 'is %v, and m means thousandths of a byte', fix: 'did you mean %vMi?' },
  wholeCores: { message: 'is %v without a unit: that is %v whole CPU cores', fix: 'did you mean %vm?' },
  latestTag: {
    message: 'is latest: two pods of one release may run different images, and nothing can be rolled back',
    fix: 'name a version',
  },
  monitoringUnselected: {
    message:
      "kube-prometheus-stack is off and monitoring.labels is empty: a Prometheus of your own selects ServiceMonitors by labels, and these carry only this release's name",
    fix: 'set monitoring.labels to what its serviceMonitorSelector asks for, as the profile existing-monitoring does',
  },
  samePorts: {
    message: 'webapp.ports.http and webapp.ports.metrics are both %d: the web app can listen there only once',
    fix: 'give them different ports',
  },
  ingressWithoutTls: {
    message: 'host %s has no TLS: items travel in the clear',
    fix: 'add an entry with its Secret to webapp.ingress.tls',
  },
  hostTwice: {
    message: 'host %s is served by both webapp.ingress and webapp.httpRoute: which one answers depends on the cluster',
    fix: 'keep one of the two',
  },
} as const satisfies Record<string, Wording>;

/** The wording with its verbs filled in, the message's first, then the fix's; `%q` puts quotes around. */
export function fill(wording: Wording, ...values: readonly unknown[]): Wording {
  const rest = [...values];
  const next = (text: string) =>
    text.replace(/%[vsdq]/g, (verb) => (verb === '%q' ? JSON.stringify(rest.shift()) : String(rest.shift())));
  return { message: next(wording.message), fix: next(wording.fix) };
}
