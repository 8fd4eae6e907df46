/** What the Sentinels look like from here. docs/metrics.md explains each metric. */
import { Counter, Gauge } from 'prom-client';

export interface SentinelMetrics {
  /** How many Sentinels replied to the last question. */
  reachable(count: number): void;
  /** The Sentinels agree on another primary than before. */
  switched(): void;
}

/** Registers the metrics in the process-wide registry. */
export function sentinelMetrics(): SentinelMetrics {
  const reachable = new Gauge({
    name: 'webapp_sentinels_reachable',
    help: 'Sentinels that replied to the last question about the primary',
  });
  const switches = new Counter({
    name: 'webapp_redis_primary_switches_total',
    help: 'How often the Sentinels agreed on another primary than before',
  });
  return { reachable: (count) => reachable.set(count), switched: () => switches.inc() };
}
