import type { RenderedChart } from '../chart';
import { StackError } from '../errors';

/** What the chart tells the start scripts of its Sentinels. */
export interface SentinelSettings {
  masterSet: string;
  quorum: number;
  downAfterMs: number;
  failoverTimeoutMs: number;
  parallelSyncs: number;
  /** Lines of sentinel.conf: `redis.sentinel.configuration`. */
  configuration: string;
}

/** What the local stack takes from the chart's `redis` and `monitoring` values. */
export interface Topology {
  /** How many nodes follow; beside them one leads. */
  replicas: number;
  /** With it, each Redis is a node that may lead, and has a Sentinel. Without, the primary is fixed. */
  sentinel?: SentinelSettings;
  /** redis.conf lines of the chart's own, which all others win over. */
  chartConfiguration: string;
  /** redis.conf lines for every node, then those of one role only. */
  commonConfiguration: string;
  primaryConfiguration: string;
  replicaConfiguration: string;
  /** `redis.metrics.extraEnvVars` with literal values. */
  exporterEnv: Record<string, string>;
  /** How long Prometheus keeps data, as it writes durations ("15d"). */
  retention: string;
  /** As Prometheus writes durations ("30s"). */
  scrapeInterval: string;
}

/**
 * Reads the topology from the merged values.
 * @throws StackError for values that only a cluster can fulfil
 */
export function topologyOf(chart: RenderedChart): Topology {
  const { redis = {}, monitoring = {}, 'kube-prometheus-stack': stack = {} } = chart.values;
  if (redis.enabled === false) {
    throw new StackError('redis.enabled is false', 'The local stack runs Redis itself: leave redis.enabled true.');
  }
  const extraEnv: { name: string; value?: unknown }[] = redis.metrics?.extraEnvVars ?? [];
  // The subchart's own default is 3.
  const count = redis.architecture === 'standalone' ? 0 : Number(redis.replica?.replicaCount ?? 3);
  const sentinel = sentinelOf(chart);
  return {
    replicas: sentinel === undefined ? count : count - 1,
    ...(sentinel === undefined ? {} : { sentinel }),
    chartConfiguration: startFacts(chart, 'plain.conf')?.[sentinel === undefined ? 'plain.conf' : 'node.conf'] ?? '',
    commonConfiguration: redis.commonConfiguration ?? '',
    primaryConfiguration: roleConfiguration(redis.master),
    replicaConfiguration: roleConfiguration(redis.replica),
    exporterEnv: Object.fromEntries(
      extraEnv.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, String(value)]),
    ),
    retention: stack.prometheus?.prometheusSpec?.retention ?? '10d',
    scrapeInterval: monitoring.serviceMonitors?.interval || '30s',
  };
}

// --- internal ---

/** What the chart tells its start scripts: the data of the ConfigMap that has this key. */
function startFacts({ manifests }: RenderedChart, key: string): Record<string, string> | undefined {
  return manifests.find(({ kind, data }) => kind === 'ConfigMap' && data?.[key] !== undefined)?.['data'];
}

/** Undefined when there are none. The defaults are the chart's, so they are read from what it renders. */
function sentinelOf(chart: RenderedChart): SentinelSettings | undefined {
  const { values } = chart;
  const facts = startFacts(chart, 'master-set');
  if (facts === undefined) {
    if (values['redis']?.sentinel?.enabled !== true) return undefined;
    throw new StackError(
      `redis.sentinel.enabled is true and redis.architecture is ${values['redis'].architecture}`,
      'Only nodes that replicate can take over from each other: leave redis.architecture out, or use --profile ha.',
    );
  }
  return {
    masterSet: facts['master-set'] ?? '',
    quorum: Number(facts['quorum']),
    downAfterMs: Number(facts['down-after']),
    failoverTimeoutMs: Number(facts['failover-timeout']),
    parallelSyncs: Number(facts['parallel-syncs']),
    configuration: facts['sentinel-configuration'] ?? '',
  };
}

// The subchart takes commands away by renaming them to nothing.
function roleConfiguration(role: { configuration?: string; disableCommands?: string[] } = {}): string {
  const disabled = (role.disableCommands ?? []).map((command) => `rename-command ${command} ""`);
  return [role.configuration ?? '', ...disabled].join('\n');
}
