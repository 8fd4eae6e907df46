import type { RenderedChart } from '../chart';
import { StackError } from '../errors';

/** What the local stack takes from the chart's `redis` and `monitoring` values. */
export interface Topology {
  replicas: number;
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
  if (redis.sentinel?.enabled === true) {
    throw new StackError('redis.sentinel.enabled is true', 'The local stack runs no Sentinel: use --profile dev.');
  }
  const extraEnv: { name: string; value?: unknown }[] = redis.metrics?.extraEnvVars ?? [];
  return {
    // The subchart's own default is 3 replicas.
    replicas: redis.architecture === 'standalone' ? 0 : Number(redis.replica?.replicaCount ?? 3),
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

// The subchart takes commands away by renaming them to nothing.
function roleConfiguration(role: { configuration?: string; disableCommands?: string[] } = {}): string {
  const disabled = (role.disableCommands ?? []).map((command) => `rename-command ${command} ""`);
  return [role.configuration ?? '', ...disabled].join('\n');
}
