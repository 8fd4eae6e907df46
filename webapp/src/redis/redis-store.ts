/** Everything of Redis, put together and started. */
import type { Logger } from 'pino';
import type { RedisConfig } from '../config/config';
import type { RedisMetrics } from '../metrics/redis-metrics';
import { MAX_BATCH } from './batcher';
import { type Endpoint, findReplicas, type Lookup } from './discovery';
import { ItemStore } from './item-store';
import { ReplicationMonitor } from './monitor';
import { Primary } from './primary';
import { Reader } from './reader';
import type { Refusal } from './refusal';
import { ReplicaPool } from './replica-pool';
import { findReplicasBySentinel } from './sentinel';
import { Sweeper } from './sweeper';

export interface NodeStatus {
  readonly node: string;
  /** `ready` when commands can be sent, `reads only` when INFO is refused, else how far the connection has come. */
  readonly state: string;
  readonly error?: string;
  /** What to change, when Redis refuses the connection. */
  readonly wayOut?: string;
  readonly role?: string;
  readonly linkUp?: boolean;
  readonly healthy?: boolean;
  readonly lagBytes?: number;
  readonly lagSeconds?: number;
}

export interface ValueLimits {
  /** Of one value. */
  readonly maxBytes: number;
  /** Of all values of a reply, which nobody knows the size of before it is in memory. */
  readonly maxReplyBytes: number;
}

export class RedisStore {
  readonly items: ItemStore;
  readonly primary: Primary;
  private readonly pool: ReplicaPool;
  private readonly monitor: ReplicationMonitor;
  private readonly sweeper: Sweeper;
  private accepted = false;
  private wasReady = false;

  /**
   * @param values how large they may be
   * @param resolve looks the addresses of the replicas' host name up; the system's resolver unless told otherwise
   */
  constructor(config: RedisConfig, values: ValueLimits, metrics: RedisMetrics, log: Logger, resolve?: Lookup) {
    const keysAtOnce = Math.max(1, Math.min(MAX_BATCH, Math.floor(values.maxReplyBytes / values.maxBytes)));
    const context = { config, metrics, log, keysAtOnce };
    this.primary = new Primary(config, context);
    this.pool = new ReplicaPool(config, context, () => replicasNow(config, resolve));
    this.monitor = new ReplicationMonitor(this.primary, this.pool, config, metrics);
    this.items = new ItemStore(
      this.primary,
      new Reader(this.primary, this.pool, metrics),
      keysAtOnce,
      values.maxReplyBytes,
    );
    this.sweeper = new Sweeper(this.items, this.primary, log);
  }

  /** Starts to look for replicas, to poll and to sweep; connections come up by themselves. */
  start(): void {
    void this.pool.start();
    void this.monitor.start();
    this.sweeper.start();
  }

  /**
   * Whether requests may be sent here: a node has let the app in, and the primary didn't refuse it. A primary that can't be
   * reached doesn't count. Once true, this stays true.
   */
  get isReady(): boolean {
    const { node } = this.primary;
    // Not before the primary's first attempt has ended: a replica that is quicker says nothing about the primary.
    this.wasReady ||= this.hasAccepted && node.attempted && node.refusal === undefined;
    return this.wasReady;
  }

  /** Why the app isn't let in; the primary's reason comes first. */
  get refusal(): Refusal | undefined {
    const nodes = [this.primary.node, ...this.pool.all.map((replica) => replica.node)];
    return nodes.map((node) => node.refusal).find((refusal) => refusal !== undefined);
  }

  /** Each connection's state, for people. */
  status(): { primary: NodeStatus; replicas: NodeStatus[] } {
    const { node } = this.primary;
    const history = this.primary.lastInfo?.replid;
    return {
      primary: { node: node.name, ...node.describe(), ...(node.lastInfo ? { role: node.lastInfo.role } : {}) },
      replicas: this.pool.all.map((replica) => ({
        node: replica.node.name,
        ...replica.node.describe(),
        ...(replica.node.lastInfo ? { role: replica.node.lastInfo.role, linkUp: replica.node.lastInfo.linkUp } : {}),
        healthy: replica.isHealthy(history),
        ...(replica.lag?.bytes === undefined ? {} : { lagBytes: replica.lag.bytes }),
        ...(replica.lag?.seconds === undefined ? {} : { lagSeconds: replica.lag.seconds }),
      })),
    };
  }

  async close(): Promise<void> {
    this.sweeper.close();
    this.monitor.close();
    await Promise.all([this.pool.close(), this.primary.close()]);
  }

  // --- internal ---

  private get hasAccepted(): boolean {
    this.accepted ||= this.primary.node.hasAccepted || this.pool.all.some((replica) => replica.node.hasAccepted);
    return this.accepted;
  }
}

function replicasNow(config: RedisConfig, resolve?: Lookup): Promise<Endpoint[]> {
  const { sentinel, replicas } = config;
  return sentinel && replicas.length === 0 ? findReplicasBySentinel(sentinel, config) : findReplicas(replicas, resolve);
}
