/**
 * Which node serves a read.
 *
 * Healthy replicas take turns. A read that brings tokens needs a node that has seen those writes: one whose state, as last
 * seen on its present connection, includes them before the read is sent, and still does after its reply (in between, a
 * replica may have been given another master's history). The primary comes next, then, when nothing is healthy, the most
 * advanced replica, and last a node that refuses to say how it stands. docs/webapp-consistency.md explains the rules and their limits.
 */
import type { RedisMetrics, ServedBy } from '../metrics/redis-metrics';
import { Attempt, type Outcome, type Query, type ReadOptions, type ReadResult } from './attempt';
import type { RedisNode } from './node';
import type { Primary } from './primary';
import type { Replica } from './replica';
import type { ReplicaPool } from './replica-pool';
import type { ReplicationInfo } from './replication-info';
import { isAhead, positionOf, satisfies } from './token';

/** A token that this app can't have handed out: it claims more than its history's primary has written. */
export class TokenAheadError extends Error {
  override readonly name = 'TokenAheadError';
}

/** No node could serve the read, or none that has seen the token's writes. */
export class NoSourceError extends Error {
  override readonly name = 'NoSourceError';
  constructor(
    /** Whether a node was there that lacks the token's writes. */
    readonly behindToken: boolean,
    options?: ErrorOptions,
  ) {
    super(behindToken ? 'no node that has seen the write can be reached' : 'no Redis node replied', options);
  }
}

/** Where reads go. */
export interface ReadSources {
  readonly servedBy: ServedBy;
  readonly nodes: readonly RedisNode[];
}

export class Reader {
  constructor(
    private readonly primary: Primary,
    private readonly pool: ReplicaPool,
    private readonly metrics: RedisMetrics,
  ) {}

  /**
   * Reads from the best node that replies in time.
   *
   * @throws NoSourceError, TokenAheadError, or RedisFailure of kind `failed` when the command itself is at fault
   */
  async read<T>(query: Query<T>, options: ReadOptions): Promise<ReadResult<T>> {
    let attempt = new Attempt(query, options);
    let result = await this.fromBest(attempt);
    while (result === undefined && (await this.reconnected(attempt))) {
      attempt = new Attempt(query, options);
      result = await this.fromBest(attempt);
    }
    if (result === undefined) throw new NoSourceError(attempt.behindToken, { cause: attempt.lastFailure });
    this.metrics.read(result.servedBy, result.reason);
    return result;
  }

  /** Which nodes a read without a token goes to now, as far as is known: what `fromBest` would try first. */
  sources(): ReadSources | undefined {
    const history = this.primary.lastInfo?.replid;
    const replicas = this.pool.all.map(({ node }) => node);
    const healthy = this.pool.all.filter((replica) => replica.isHealthy(history)).map(({ node }) => node);
    if (healthy.length > 0) return { servedBy: 'replica', nodes: healthy };
    if (this.primary.lastInfo !== undefined) return { servedBy: 'primary', nodes: [this.primary.node] };
    const [stale] = mostAdvanced(replicas.filter((node) => node.connected && node.lastInfo !== undefined));
    if (stale !== undefined) return { servedBy: 'replica-stale', nodes: [stale] };
    if (this.primary.node.readsOnly) return { servedBy: 'primary', nodes: [this.primary.node] };
    const unknown = replicas.filter((node) => node.readsOnly);
    return unknown.length > 0 ? { servedBy: 'replica-stale', nodes: unknown } : undefined;
  }

  // --- internal ---

  private async fromBest<T>(attempt: Attempt<T>): Promise<Outcome<T> | undefined> {
    return (
      (await this.fromReplicas(attempt)) ??
      (await this.fromPrimary(attempt)) ??
      (await this.fromStale(attempt)) ??
      (await this.fromUnknown(attempt))
    );
  }

  /**
   * Waits for a node that a connection is expected to. In a failover Sentinel has all nodes drop their clients, so that none may be
   * there for a tenth of a second.
   */
  private async reconnected({ options }: Attempt<unknown>): Promise<boolean> {
    const nodes = [this.primary.node, ...this.pool.all.map(({ node }) => node)].filter((node) => !node.connected);
    const expectedForMs = Math.max(0, ...nodes.map((node) => node.expectedForMs));
    const leftMs = Math.min(expectedForMs, options.deadlineMs - performance.now());
    return leftMs > 0 && Promise.race(nodes.map((node) => node.whenConnected(leftMs)));
  }

  private async fromReplicas<T>(attempt: Attempt<T>): Promise<Outcome<T> | undefined> {
    const { tokens } = attempt.options;
    const reason = tokens.length > 0 ? 'token' : 'healthy';
    const history = this.primary.lastInfo?.replid;
    const usable = (replica: Replica) => attempt.untried(replica.node) && replica.isHealthy(history);
    while (attempt.inTime) {
      const replica = this.pool.next((each) => usable(each) && satisfies(each.lastInfo as ReplicationInfo, tokens));
      if (replica === undefined) break;
      const result = await attempt.on(replica.node, 'replica', reason);
      if (result !== undefined) return result;
    }
    // What was last seen is up to one poll old: after a write, a replica that has long caught up would be passed over.
    const behind = tokens.length > 0 && attempt.inTime ? this.pool.next(usable) : undefined;
    if (behind === undefined) return undefined;
    const { connection } = behind.node;
    const info = await behind.node.probe().catch(() => undefined);
    if (info === undefined || !satisfies(info, tokens)) return undefined;
    if (behind.node.connection !== connection || !behind.isHealthy(history)) return undefined;
    return attempt.on(behind.node, 'replica', reason);
  }

  private async fromPrimary<T>(attempt: Attempt<T>): Promise<Outcome<T> | undefined> {
    if (this.primary.lastInfo === undefined || !attempt.inTime) return undefined;
    const { tokens } = attempt.options;
    const { connection } = this.primary.node;
    const value = await attempt.ask(this.primary.node);
    if (value === undefined) return undefined;
    const { name } = this.primary.node;
    const result = { value: value.reply, servedBy: 'primary', node: name, unverified: false } as const;
    if (tokens.length === 0 && !attempt.options.wantPosition) return { ...result, reason: 'no-replica' };
    const info = await this.primary.check();
    // After a failover the connection may lead to another node, which can't vouch for what the former one replied.
    if (info === undefined || this.primary.node.connection !== connection) return undefined;
    const position = positionOf(info);
    if (tokens.length === 0) return { ...result, reason: 'no-replica', position };
    if (satisfies(info, tokens)) return { ...result, reason: 'behind-token', position };
    if (tokens.some((token) => isAhead(info, token))) throw new TokenAheadError();
    return { ...result, unverified: true, reason: 'unverified', position };
  }

  private async fromStale<T>(attempt: Attempt<T>): Promise<Outcome<T> | undefined> {
    const { tokens } = attempt.options;
    while (attempt.inTime) {
      // In the midst of a failover that can be the promoted one, which the primary's connection hasn't found yet.
      const nodes = this.pool.all.map((replica) => replica.node);
      const connected = nodes.filter((node) => node.connected && node.lastInfo !== undefined && attempt.untried(node));
      const fitting = connected.filter((node) => satisfies(node.lastInfo as ReplicationInfo, tokens));
      if (connected.length > fitting.length) attempt.behindToken = true;
      const [best] = mostAdvanced(fitting);
      if (best === undefined) return undefined;
      const result = await attempt.on(best, 'replica-stale', 'no-healthy-source');
      if (result !== undefined) return result;
    }
    return undefined;
  }

  // Where Redis refuses INFO alone. The primary is asked first: a replica may be cut off without anybody knowing.
  private async fromUnknown<T>(attempt: Attempt<T>): Promise<Outcome<T> | undefined> {
    const unverified = attempt.options.tokens.length > 0;
    const usable = (node: RedisNode) => node.readsOnly && attempt.untried(node);
    if (usable(this.primary.node) && attempt.inTime) {
      const value = await attempt.ask(this.primary.node);
      const reason = unverified ? 'unverified' : 'no-replica';
      if (value !== undefined)
        return { value: value.reply, servedBy: 'primary', node: this.primary.node.name, unverified, reason };
    }
    while (attempt.inTime) {
      const replica = this.pool.next((each) => usable(each.node));
      if (replica === undefined) return undefined;
      const value = await attempt.ask(replica.node);
      const reason = unverified ? 'unverified' : 'no-healthy-source';
      if (value !== undefined)
        return { value: value.reply, servedBy: 'replica-stale', node: replica.node.name, unverified, reason };
    }
    return undefined;
  }
}

// --- internal ---

function mostAdvanced(nodes: readonly RedisNode[]): RedisNode[] {
  return nodes.toSorted((a, b) => (b.lastInfo?.offset ?? 0) - (a.lastInfo?.offset ?? 0));
}
