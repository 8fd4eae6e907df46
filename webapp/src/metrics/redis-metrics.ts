/** What Redis looks like from here. docs/metrics.md explains each metric. */
import { Counter, Gauge, Histogram } from 'prom-client';
import { SUB_SECOND_BUCKETS } from './buckets';
import { type SentinelMetrics, sentinelMetrics } from './sentinel-metrics';

export type Role = 'primary' | 'replica';
export type Outcome = 'ok' | 'error' | 'timeout' | 'refused';
export type ServedBy = 'replica' | 'primary' | 'replica-stale';

/** Why a read was served by the node that served it. */
export type ReadReason = 'healthy' | 'token' | 'no-replica' | 'behind-token' | 'unverified' | 'no-healthy-source';

export interface RedisMetrics {
  command(role: Role, command: string, outcome: Outcome, seconds: number): void;
  read(servedBy: ServedBy, reason: ReadReason): void;
  replicasConnected(count: number): void;
  primaryUp(up: boolean): void;
  /** Undefined while it can't be told, because the two nodes share no history. */
  lag(replica: string, bytes: number | undefined, seconds: number | undefined): void;
  /** Ends a replica's series, when it is gone or can't be asked; otherwise each pod that ever was would leave two. */
  forget(replica: string): void;
  /** Only with Sentinel. */
  readonly sentinel: SentinelMetrics | undefined;
}

/** Registers the metrics in the process-wide registry. @param withSentinel whether there are Sentinels to tell of */
export function redisMetrics(withSentinel: boolean): RedisMetrics {
  const commands = new Counter({
    name: 'webapp_redis_commands_total',
    help: 'Redis commands by role of the node, command and outcome (ok, error, timeout, refused)',
    labelNames: ['role', 'command', 'outcome'],
  });
  const durations = new Histogram({
    name: 'webapp_redis_command_duration_seconds',
    help: 'Time from sending a Redis command to its reply or failure, in seconds',
    labelNames: ['role', 'command'],
    buckets: SUB_SECOND_BUCKETS,
  });
  const reads = new Counter({
    name: 'webapp_reads_total',
    help: 'Reads by who served them (replica, primary, replica-stale) and why',
    labelNames: ['served_by', 'reason'],
  });
  const connected = new Gauge({ name: 'webapp_replicas_connected', help: 'Replicas with an open connection' });
  const primary = new Gauge({
    name: 'webapp_primary_up',
    help: '1 while the primary is connected and a master, else 0',
  });
  const lagBytes = new Gauge({
    name: 'webapp_replica_lag_bytes',
    help: 'Bytes of replication history that a replica is behind the primary',
    labelNames: ['replica'],
  });
  const lagSeconds = new Gauge({
    name: 'webapp_replica_lag_seconds',
    help: 'Age in seconds of the state that a replica shows, 0 while it is in step',
    labelNames: ['replica'],
  });
  return {
    command(role, command, outcome, seconds) {
      commands.inc({ role, command, outcome });
      durations.observe({ role, command }, seconds);
    },
    read: (served_by, reason) => reads.inc({ served_by, reason }),
    replicasConnected: (count) => connected.set(count),
    primaryUp: (up) => primary.set(up ? 1 : 0),
    lag(replica, bytes, seconds) {
      if (bytes === undefined) lagBytes.remove({ replica });
      else lagBytes.set({ replica }, bytes);
      if (seconds === undefined) lagSeconds.remove({ replica });
      else lagSeconds.set({ replica }, seconds);
    },
    forget(replica) {
      lagBytes.remove({ replica });
      lagSeconds.remove({ replica });
    },
    sentinel: withSentinel ? sentinelMetrics() : undefined,
  };
}
