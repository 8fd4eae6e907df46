/** What is in flight against its budget, and what was refused for want of room. docs/metrics.md explains each metric. */
import { Counter, Gauge } from 'prom-client';

/** Which of the limits refused a request. */
export type OverloadReason = 'requests' | 'bytes' | 'connections' | 'memory';

export interface OverloadMetrics {
  refused(reason: OverloadReason): void;
  /** @param now tells how many bytes are in flight */
  bytesInFlight(now: () => number, max: number): void;
}

/** Registers the metrics in the process-wide registry. */
export function overloadMetrics(): OverloadMetrics {
  const refused = new Counter({
    name: 'webapp_overload_refusals_total',
    help: 'Requests refused with 503 overloaded, by the limit that was reached (requests, bytes, connections, memory)',
    labelNames: ['reason'],
  });
  for (const reason of ['requests', 'bytes', 'connections', 'memory']) refused.inc({ reason }, 0);
  const max = new Gauge({ name: 'webapp_in_flight_max_bytes', help: 'Budget for the bytes that are in flight' });
  return {
    refused: (reason) => refused.inc({ reason }),
    bytesInFlight(now, maxBytes) {
      max.set(maxBytes);
      new Gauge({
        name: 'webapp_in_flight_bytes',
        help: 'Bytes that requests and responses in flight are taken to hold in memory',
        collect() {
          this.set(now());
        },
      });
    },
  };
}
