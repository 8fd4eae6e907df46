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
  redisStartScript: {
    message:
      "redis.%s.%s lacks %s: without this chart's start script a primary that has lost its data empties its replicas, too",
    fix: 'keep the entry of the default list beside yours; docs/redis.md says what it is for',
  },
  redisTls: {
    message:
      'redis.tls.enabled is true: the web app, the exporter and the test pods of this release connect without TLS, so every request would get 503',
    fix: 'set it to false; until a later release makes it work, let the network encrypt, by a service mesh or the CNI, or use a Redis with TLS elsewhere: redis.enabled false, and its rediss:// address in externalRedis.url',
  },
  redisAcl: {
    message:
      'redis.auth.acl.enabled is true: the file of users would hold another password than the Secret, so nobody could log in',
    fix: 'set it to false; until a later release makes it work, everybody logs in with the password in the Secret that redis.auth.existingSecret names, or use a Redis with users elsewhere: redis.enabled false, and externalRedis.username',
  },
  redisMasterCount: {
    message:
      'redis.master.count is %v: several primaries share no data with each other, and without one every write gets 503',
    fix: 'set it to 1',
  },
  redisExternalMaster: {
    message:
      'redis.replica.externalMaster.enabled is true: replicas would copy another Redis than the one that the web app writes to',
    fix: 'set it to false',
  },
  redisKind: {
    message: 'redis.%s.kind is %s: its pods would have neither a name nor a volume that lasts',
    fix: 'set it to StatefulSet',
  },
  redisClaimOfMany: {
    message:
      'redis.replica.persistence.existingClaim is one claim for %d replicas: servers that write to the same files destroy them',
    fix: 'leave it empty, and each replica gets a claim of its own',
  },
  redisSameClaim: {
    message:
      'redis.master.persistence.existingClaim and redis.replica.persistence.existingClaim are both %s: servers that write to the same files destroy them',
    fix: 'give each a claim of its own',
  },
  redisForeignClaim: {
    message:
      'redis.%s.persistence.existingClaim is %s, which another server of this release uses: servers that write to the same files destroy them',
    fix: 'copy its data into a claim of its own, and name that',
  },
  redisReplicaPath: {
    message:
      'redis.replica.persistence.path is %s, but the volume of a replica is always mounted at /data: what it holds would be gone with its pod',
    fix: 'set it to /data',
  },
  redisMemory: {
    message:
      "maxmemory %s in %s doesn't fit redis.%s.resources.limits.memory (%s): Redis would be killed before it is full",
    fix: 'lower maxmemory to three quarters of the limit, or raise the limit',
  },
  redisMemoryUnreadable: {
    message: "maxmemory %s in %s is nothing that Redis can read: it wouldn't start",
    fix: 'write a whole number with kb, mb or gb',
  },
  redisEviction: {
    message: 'maxmemory-policy %s in %s: a full Redis drops items that nobody deleted',
    fix: 'use noeviction, or, if all items are only a cache, set workload.allowEviction to true',
  },
  redisForgets: {
    message:
      'appendonly is no and no snapshot is taken while there are replicas: a primary that restarts empty makes its replicas empty too',
    fix: 'set appendonly to yes in redis.commonConfiguration',
  },
  redisWriteQuorum: {
    message:
      'min-replicas-to-write %d in %s is above the number of replicas (%d): the primary would refuse every write',
    fix: 'lower it below redis.replica.replicaCount',
  },
  redisCommand: {
    message: '%s takes %s away, which is needed by %s',
    fix: 'leave that command as it is',
  },
  /** Reason and fix come from the table of directives, which the template reads too. */
  redisDirective: { message: '%s in %s: %s', fix: '%s' },
  redisUnreadable: {
    message: "%s has a line or a value that Redis can't read: it wouldn't start",
    fix: 'write a directive as its name, a blank and its value, close every quote, and put comments on lines of their own; in extraFlags as --name and its value, in one entry or in two',
  },
  redisEnvironment: {
    message: '%s sets %s, which the chart sets itself: the start script would take the other value',
    fix: 'change the value that it comes from instead',
  },
  webappEnvironment: {
    message: 'webapp.extraEnv sets %s, which the chart sets itself: a container can have it only once',
    fix: 'change the value that it comes from instead, see the table in chart/README.md',
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
      'maxmemory %s in %s leaves less than a quarter of redis.%s.resources.limits.memory (%s): rewriting the AOF and replication buffers may not fit',
    fix: 'lower maxmemory, or raise the limit',
  },
  redisMemoryUnbounded: {
    message: 'sets no maxmemory: Redis grows until it is killed',
    fix: 'add a line such as `maxmemory 192mb`',
  },
  redisDirective: { message: '%s in %s: %s', fix: '%s' },
  redisUnknownDirective: {
    message: "%s in %s is no directive that is known here: Redis doesn't start with one that it doesn't know",
    fix: 'did you mean %s?',
  },
  redisSnapshotsOnly: {
    message:
      'appendonly is no: a primary that restarts has lost what was written since its last snapshot, minutes or an hour; and switched on later, appendonly starts with an empty file beside the snapshot',
    fix: 'set appendonly to yes in redis.commonConfiguration before there is data',
  },
  redisForgetsAlone: {
    message: 'appendonly is no and no snapshot is taken: the volume stays empty, and a restart loses everything',
    fix: 'set appendonly to yes in redis.commonConfiguration, or, if all items are only a cache, redis.master.persistence.enabled to false',
  },
  redisWriteQuorumTight: {
    message:
      'min-replicas-to-write %d in %s is the number of replicas (%d): while one of them restarts, every write gets 503',
    fix: 'lower it by one',
  },
  redisForeignConfigmap: {
    message:
      "redis.existingConfigmap is a ConfigMap of your own: what it says can't be checked, and redis.commonConfiguration, redis.master.configuration, redis.replica.configuration and disableCommands have no effect",
    fix: 'put its lines into redis.commonConfiguration',
  },
  redisTemplate: {
    message: "%s holds a template: what comes of it can't be checked here; the chart checks it when it renders",
    fix: 'write the value out',
  },
  redisFlagsFilledIn: {
    message: "%s has a $ or a backtick, which the shell fills in when the pod starts: that value can't be checked",
    fix: 'write the value out',
  },
  redisOwnCommands: {
    message: "%s runs commands of your own before Redis or in its place: what they change can't be checked",
    fix: 'leave it out, and put directives into redis.commonConfiguration',
  },
  redisDiagnosticMode: {
    message:
      'redis.diagnosticMode.enabled is true: the pods are Ready, but no Redis runs in them, and every request gets 503',
    fix: 'set it to false',
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
