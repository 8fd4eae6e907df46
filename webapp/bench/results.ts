/** What a run of the benchmark found. */
import type { ContenderName } from './contenders';
import type { Workload } from './workloads';

/** What one contender did in one workload, a value a round. */
export interface Measured {
  readonly name: ContenderName;
  readonly requestsPerSecond: number[];
  /** Of its core, 0 to 1: below about 0.9 something else held it up. */
  readonly load: number[];
  /** Processor time for each request, which tells less of the neighbours than the rate does. */
  readonly cpuMicros: number[];
  /** Requests per second while latency was measured. */
  readonly rate: number[];
  readonly p50Ms: number[];
  readonly p99Ms: number[];
}

export interface WorkloadResult {
  readonly workload: Workload;
  readonly measured: readonly Measured[];
  /** Requests per second at which latency was measured. */
  readonly rate: number | undefined;
}
