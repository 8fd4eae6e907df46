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
  private lastLag: { lag: Lag; connection: number } | undefined;

  constructor(
    readonly node: RedisNode,
    private readonly limits: LagLimits,
  ) {}

  /** Its replication state when it is connected and a replica at all, else undefined. */
  get lastInfo(): ReplicationInfo | undefined {
    const { lastInfo } = this.node;
    // A node behind the replicas' name that says it is a master was promoted, or is the primary itself: the primary's own
    // connection is the one to use.
    return this.node.connected && lastInfo?.role === 'slave' ? lastInfo : undefined;
  }

  /** How far it is behind; undefined until that is known on the present connection. */
  get lag(): Lag | undefined {
    return this.lastLag?.connection === this.node.connection ? this.lastLag.lag : undefined;
  }

  /** @param connection the one that the replica's reply came from */
  setLag(lag: Lag, connection: number): void {
    this.lastLag = { lag, connection };
  }

  /**
   * Whether it may serve any read.
   *
   * @param primaryReplid the history that the primary is on, when it is known
   */
  isHealthy(primaryReplid: string | undefined): boolean {
    const { lastInfo, lag } = this;
    if (lastInfo === undefined || lag === undefined || !lastInfo.linkUp) return false;
    if (primaryReplid !== undefined && lastInfo.replid !== primaryReplid) return false;
    return within(lag.bytes, this.limits.maxLagBytes) && within(lag.seconds, this.limits.maxLagSeconds);
  }
}

// --- internal ---

function within(lag: number | undefined, limit: number): boolean {
  return limit === 0 || lag === undefined || lag <= limit;
}
