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
  redisEviction: {
    message: 'maxmemory-policy %s in redis.commonConfiguration: a full Redis drops items that nobody deleted',
    fix: 'use noeviction, or, if all items are only a cache, set workload.allowEviction to true',
  },
  externalRedisMissing: {
    message: 'redis.enabled is false and externalRedis.url is empty: the web app has no Redis',
    fix: 'set one of them',
  },
  autoscalerBounds: {
    message: 'webapp.autoscaling.minReplicas (%v) is above maxReplicas (%v): no autoscaler could keep both',
    fix: 'lower the one or raise the other',
  },
  budgetBlocksDrains: {
    message:
      "%s (%d) isn't above webapp.podDisruptionBudget.minAvailable (%v): no node with such a pod could be drained",
    fix: 'raise the one, lower the other, or set webapp.podDisruptionBudget.enabled to false',
  },
  samePorts: {
    message: 'webapp.ports.http and webapp.ports.metrics are both %d: the web app can listen there only once',
    fix: 'give them different ports',
  },
  requestAboveLimit: {
    message: 'requests %v of %s, above the limit of %v: Kubernetes refuses the pod',
    fix: 'lower the request or raise the limit',
  },
  ingressWithoutHosts: {
    message:
      'webapp.ingress.enabled is true and webapp.ingress.hosts is empty: an Ingress without a host serves nothing',
    fix: 'name at least one host',
  },
  routeWithoutParent: {
    message:
      'webapp.httpRoute.enabled is true and webapp.httpRoute.parentRefs is empty: a route without a Gateway serves nothing',
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
  badQuantity: {
    message: "is %q, which Kubernetes can't read as a quantity",
    fix: 'write 500m or 2 for CPU, 64Mi or 10Gi for memory and storage',
  },
  bytesWithoutUnit: { message: 'is %v without a unit: that is %v bytes', fix: 'did you mean %v%s?' },
  milliBytes: { message: 'is %v, and m means thousandths of a byte', fix: 'did you mean %vMi?' },
  wholeCores: { message: 'is %v without a unit: that is %v whole CPU cores', fix: 'did you mean %vm?' },
  latestTag: {
    message: 'is latest: two pods of one release may run different images, and nothing can be rolled back',
    fix: 'name a version',
  },
  untaggedImage: {
    message: 'image %s has no tag: that means latest, which changes between two pulls',
    fix: 'name a version',
  },
  monitoringUnselected: {
    message:
      "kube-prometheus-stack is off and monitoring.labels is empty: a Prometheus of your own selects ServiceMonitors by labels, and these carry only this release's name",
    fix: 'set monitoring.labels to what its serviceMonitorSelector asks for, as the profile existing-monitoring does',
  },
  monitoringReleaseLabel: {
    message:
      'monitoring.labels has no label release, by which the bundled Prometheus selects: it would find neither targets nor rules of this release',
    fix: "add `release` with the release's name, or leave monitoring.labels empty",
  },
  monitoringNotSelected: {
    message: '%s asks for %s, which ServiceMonitors and rules of this release lack: Prometheus would pass them over',
    fix: 'add the label to monitoring.labels, or change the selector',
  },
  noReplicas: {
    message: 'redis.replica.replicaCount is 0: every read goes to the primary',
    fix: 'set it to 1 or more, or, if one Redis is enough, redis.architecture to standalone',
  },
  sentinelQuorum: {
    message:
      'redis.sentinel.quorum (%d) is above redis.replica.replicaCount (%d), the number of nodes: no failover ever',
    fix: 'lower the quorum to a majority of the nodes',
  },
  sentinelNodes: {
    message: 'Sentinel runs on %d nodes: with one of them gone no majority is left to start a failover',
    fix: 'set redis.replica.replicaCount to 3 or more',
  },
  scrapeInterval: {
    message:
      'targets are scraped every %s, but the rules take rates over %d s: alerts miss what happens, or never fire',
    fix: 'set monitoring.serviceMonitors.interval to at most %ds',
  },
  probeTimeout: {
    message: 'a probe may take %d s, but the next one is due after %d s',
    fix: 'lower timeoutSeconds or raise periodSeconds',
  },
  livenessFirst: {
    message:
      'the pod is restarted after %d s of failed liveness, but leaves the Service only after %d s of failed readiness',
    fix: 'give liveness more time than readiness',
  },
  shutdownDelay: {
    message:
      'the pod stops listening %d s after it was told to end, but its readiness is asked only every %d s: load balancers go on sending',
    fix: 'raise webapp.shutdown.delaySeconds to at least that',
  },
  shutdownDrain: {
    message: 'requests may take %d ms, but a pod that ends waits only %d s for them',
    fix: 'raise webapp.shutdown.drainSeconds, or lower webapp.limits.requestTimeoutMs',
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
