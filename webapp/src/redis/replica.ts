/** One replica in the read set: its connection and whether it is fit to serve reads. */
import type { Lag } from './lag';
import type { RedisNode } from './node';
import type { ReplicationInfo } from './replication-info';

export interface LagLimits {
  /** 0: no limit. */
  readonly maxLagBytes: number;
  /** 0: no limit. */
  readonly maxLagSeconds: number;
}

export class Replica {
  private told: { lag: Lag; connection: number } | undefined;

  constructor(
    readonly node: RedisNode,
    private readonly limits: LagLimits,
  ) {}

  /** Its replication state when it is connected and a replica at all, else undefined. */
  get seen(): ReplicationInfo | undefined {
    const { seen } = this.node;
    // A node behind the replicas' name that says it is a master was promoted, or is the primary itself: the primary's own
    // connection is the one to use.
    return this.node.connected && seen?.role === 'slave' ? seen : undefined;
  }

  /** How far it is behind; undefined until that was told on the present connection. */
  get lag(): Lag | undefined {
    return this.told?.connection === this.node.connection ? this.told.lag : undefined;
  }

  /** @param connection the one that the replica's answer came from */
  setLag(lag: Lag, connection: number): void {
    this.told = { lag, connection };
  }

  /**
   * Whether it may serve any read.
   *
   * @param primaryReplid the history that the primary is on, when it is known
   */
  isHealthy(primaryReplid: string | undefined): boolean {
    const { seen, lag } = this;
    if (seen === undefined || lag === undefined || !seen.linkUp) return false;
    if (primaryReplid !== undefined && seen.replid !== primaryReplid) return false;
    return within(lag.bytes, this.limits.maxLagBytes) && within(lag.seconds, this.limits.maxLagSeconds);
  }
}

// --- internal ---

function within(lag: number | undefined, limit: number): boolean {
  return limit === 0 || lag === undefined || lag <= limit;
}
