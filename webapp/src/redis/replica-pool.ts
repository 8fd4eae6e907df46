/** The read set: one connection for each replica that exists now, and whose turn it is. */
import type { RedisConfig } from '../config/config';
import type { Endpoint } from './discovery';
import { RedisNode } from './node';
import type { NodeContext } from './node-context';
import { Replica } from './replica';

export class ReplicaPool {
  /** Called with each new connection to a replica. */
  onConnected: (replica: Replica) => void = () => {};
  private readonly replicas = new Map<string, Replica>();
  private list: readonly Replica[] = [];
  private timer: NodeJS.Timeout | undefined;
  private turn = 0;
  private closed = false;
  private lookupError: string | undefined;
  /** Counts the look-ups that have begun. */
  private lookups = 0;

  constructor(
    private readonly config: RedisConfig,
    private readonly context: NodeContext,
    private readonly find: () => Promise<Endpoint[]>,
  ) {}

  /** Looks the replicas up, now and again at each interval. Never fails: an error is logged and tried again. */
  async start(): Promise<void> {
    await this.refresh();
    if (!this.closed) this.timer = setTimeout(() => this.start(), this.config.discoveryIntervalMs);
  }

  get all(): readonly Replica[] {
    return this.list;
  }

  has(replica: Replica): boolean {
    return this.all.includes(replica);
  }

  /**
   * Takes turns over the replicas that pass the test, so that each gets the same share.
   *
   * @returns undefined when none passes
   */
  next(fits: (replica: Replica) => boolean): Replica | undefined {
    const fitting = this.all.filter(fits);
    if (fitting.length === 0) return undefined;
    this.turn = (this.turn + 1) % Number.MAX_SAFE_INTEGER;
    return fitting[this.turn % fitting.length];
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await Promise.all(this.all.map((replica) => replica.node.close()));
    this.replicas.clear();
    this.list = [];
  }

  /** Looks the replicas up now. Never fails, as `start`. */
  async refresh(): Promise<void> {
    this.lookups += 1;
    const lookup = this.lookups;
    let endpoints: Endpoint[];
    try {
      endpoints = await this.find();
      this.lookupError = undefined;
    } catch (error) {
      // The replicas that are known go on: an outage of DNS must not become one of Redis.
      const { message } = error as Error;
      if (message !== this.lookupError) this.context.log.warn({ reason: message }, 'cannot look up the replicas');
      this.lookupError = message;
      return;
    }
    // What an older look-up says is no longer true.
    if (this.closed || lookup !== this.lookups) return;
    for (const endpoint of endpoints) this.add(endpoint);
    const present = new Set(endpoints.map((endpoint) => endpoint.key));
    for (const key of this.replicas.keys()) if (!present.has(key)) this.remove(key);
  }

  // --- internal ---

  private add({ key, target, address }: Endpoint): void {
    if (this.replicas.has(key)) return;
    const node = new RedisNode(target, 'replica', this.context, address);
    const replica = new Replica(node, this.config);
    node.onConnected = () => this.onConnected(replica);
    this.replicas.set(key, replica);
    this.list = [...this.replicas.values()];
  }

  private remove(key: string): void {
    const replica = this.replicas.get(key);
    if (replica === undefined) return;
    this.replicas.delete(key);
    this.list = [...this.replicas.values()];
    this.context.log.info({ redis: replica.node.name }, 'replica is gone');
    this.context.metrics.forget(replica.node.name);
    void replica.node.close();
  }
}
