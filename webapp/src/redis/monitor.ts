/** Polls the replication state of every node, which decides who gets reads. */
import type { RedisConfig } from '../config/config';
import type { RedisMetrics } from '../metrics/redis-metrics';
import { LagTracker } from './lag';
import type { Primary } from './primary';
import type { Replica } from './replica';
import type { ReplicaPool } from './replica-pool';

export class ReplicationMonitor {
  private readonly tracker = new LagTracker();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly primary: Primary,
    private readonly pool: ReplicaPool,
    private readonly config: RedisConfig,
    private readonly metrics: RedisMetrics,
  ) {
    // A new replica gets its share at once, not after the next poll.
    pool.onConnected = (replica) => void this.pollReplica(replica);
  }

  /** Polls now and again at each interval. Never fails: a node that doesn't reply is judged by its connection. */
  async start(): Promise<void> {
    await this.poll();
    if (!this.closed) this.timer = setTimeout(() => this.start(), this.config.pollIntervalMs);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  // --- internal ---

  private async poll(): Promise<void> {
    // The primary first: a replica's reply is then the younger one, and the lag between them is never overstated.
    const info = await this.primary.check();
    if (info !== undefined) this.tracker.primaryAt(info, performance.now());
    this.metrics.primaryUp(info !== undefined);
    await Promise.all(this.pool.all.map((replica) => this.pollReplica(replica)));
    // One that can't be asked has no lag that is known; its last one would be told for ever.
    for (const replica of this.pool.all)
      if (replica.lag === undefined || !replica.node.connected) this.metrics.forget(replica.node.name);
    this.metrics.replicasConnected(this.pool.all.filter((replica) => replica.lastInfo !== undefined).length);
  }

  private async pollReplica(replica: Replica): Promise<void> {
    if (!replica.node.connected) return;
    const { connection } = replica.node;
    try {
      const info = await replica.node.probe();
      if (info.role !== 'slave' || this.closed) return;
      const lag = this.tracker.lagOf(info, performance.now());
      replica.setLag(lag, connection);
      if (this.pool.has(replica)) this.metrics.lag(replica.node.name, lag.bytes, lag.seconds);
    } catch {
      // No reply: the command's metric counts it, and the socket's time limit cuts the connection.
    }
  }
}
