/** Everything of Redis, put together and started. */
import type { Logger } from 'pino';
import type { RedisConfig } from '../config/config';
import type { RedisMetrics, ServedBy } from '../metrics/redis-metrics';
import { addressText } from './address';
import { MAX_BATCH } from './batcher';
import { type Endpoint, findReplicas, type Lookup } from './discovery';
import { ItemStore } from './item-store';
import { ReplicationMonitor } from './monitor';
import { Primary } from './primary';
import { Reader } from './reader';
import type { Refusal } from './refusal';
import { ReplicaPool } from './replica-pool';
import { Sentinels, type SentinelsStatus } from './sentinels';
import { Sweeper } from './sweeper';

export interface NodeStatus {
  readonly node: string;
  /** Where the connection goes, when Sentinels name the node. */
  readonly address?: string;
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

export interface RedisStatus {
  readonly primary: NodeStatus;
  readonly replicas: readonly NodeStatus[];
  /** Which nodes get the reads that bring no token; missing while no node can serve one. */
  readonly reads?: { readonly servedBy: ServedBy; readonly nodes: readonly string[] };
  /** Only with Sentinel. */
  readonly sentinels?: SentinelsStatus;
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
  private readonly reader: Reader;
  private readonly sweeper: Sweeper;
  private readonly sentinels: Sentinels | undefined;
  private accepted = false;
  private wasReady = false;

  /**
   * @param values how large they may be
   * @param resolve looks the addresses of the replicas' host name up; the system's resolver unless told otherwise
   */
  constructor(config: RedisConfig, values: ValueLimits, metrics: RedisMetrics, log: Logger, resolve?: Lookup) {
    const keysAtOnce = Math.max(1, Math.min(MAX_BATCH, Math.floor(values.maxReplyBytes / values.maxBytes)));
    this.sentinels = config.sentinel && new Sentinels(config.sentinel, config, metrics.sentinel, log);
    const context = { config, metrics, log, keysAtOnce, sentinels: this.sentinels };
    this.primary = new Primary(config, context);
    this.pool = new ReplicaPool(config, context, () => this.findReplicas(config, resolve));
    // With another primary there are other replicas.
    this.sentinels?.onChange(() => void this.pool.refresh());
    this.monitor = new ReplicationMonitor(this.primary, this.pool, config, metrics);
    this.reader = new Reader(this.primary, this.pool, metrics);
    this.items = new ItemStore(this.primary, this.reader, keysAtOnce, values.maxReplyBytes);
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
  status(): RedisStatus {
    const { node } = this.primary;
    const history = this.primary.lastInfo?.replid;
    const reads = this.reader.sources();
    return {
      primary: {
        node: node.name,
        ...(node.address === undefined ? {} : { address: node.address }),
        ...node.describe(),
        ...(node.lastInfo ? { role: node.lastInfo.role } : {}),
      },
      replicas: this.pool.all.map((replica) => ({
        node: replica.node.name,
        ...replica.node.describe(),
        ...(replica.node.lastInfo ? { role: replica.node.lastInfo.role, linkUp: replica.node.lastInfo.linkUp } : {}),
        healthy: replica.isHealthy(history),
        ...(replica.lag?.bytes === undefined ? {} : { lagBytes: replica.lag.bytes }),
        ...(replica.lag?.seconds === undefined ? {} : { lagSeconds: replica.lag.seconds }),
      })),
      ...(reads === undefined
        ? {}
        : { reads: { servedBy: reads.servedBy, nodes: reads.nodes.map(({ name }) => name) } }),
      ...(this.sentinels === undefined ? {} : { sentinels: this.sentinels.status() }),
    };
  }

  async close(): Promise<void> {
    this.sweeper.close();
    this.monitor.close();
    this.sentinels?.close();
    await Promise.all([this.pool.close(), this.primary.close()]);
  }

  // --- internal ---

  private get hasAccepted(): boolean {
    this.accepted ||= this.primary.node.hasAccepted || this.pool.all.some((replica) => replica.node.hasAccepted);
    return this.accepted;
  }

  private async findReplicas({ primary, replicas }: RedisConfig, resolve?: Lookup): Promise<Endpoint[]> {
    if (this.sentinels === undefined || replicas.length > 0) return findReplicas(replicas, resolve);
    const nodes = await this.sentinels.replicas();
    return nodes.map((node) => ({ target: { ...primary, ...node }, address: undefined, key: addressText(node) }));
  }
}
