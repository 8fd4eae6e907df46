/** One connection to one Redis node, with what was last seen of its replication state on that connection. */
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { RedisConfig } from '../config/config';
import type { RedisTarget } from '../config/redis-url';
import type { Outcome, RedisMetrics, Role } from '../metrics/redis-metrics';
import { Batcher } from './batcher';
import { notConnected, type RedisFailure, redisFailure } from './errors';
import { connectionOptions } from './options';
import { parseReplicationInfo, type ReplicationInfo } from './replication-info';
import { SCRIPTS, type ScriptCommands } from './scripts';
import { sentinelOptions } from './sentinel';

export type Client = Redis & ScriptCommands;

export interface NodeContext {
  readonly config: RedisConfig;
  readonly metrics: RedisMetrics;
  readonly log: Logger;
}

/** How often a closing node looks whether its last answers have come. */
const DRAIN_POLL_MS = 10;

const OUTCOMES: Record<RedisFailure['kind'], Outcome> = {
  'not-sent': 'refused',
  refused: 'refused',
  timeout: 'timeout',
  lost: 'error',
  failed: 'error',
};

export class RedisNode {
  readonly name: string;
  private readonly client: Client;
  private readonly gets = new Batcher<string, string | null>((keys) =>
    this.command('get', (client) => client.mget([...keys])),
  );
  private readonly log: Logger;
  private info: ReplicationInfo | undefined;
  private scheduledProbe: Promise<ReplicationInfo> | undefined;
  private underWay = 0;
  private lastError: string | undefined;
  private answered = false;
  /** Counts the connections that were lost. */
  private losses = 0;
  /** The connection that is being given up, told by the losses before it. */
  private givenUp = -1;

  /** Called with each new connection. */
  onConnected: () => void = () => {};

  constructor(
    target: RedisTarget,
    private readonly role: Role,
    private readonly context: NodeContext,
    address?: string,
  ) {
    const host = address ?? target.host;
    const sentinel = role === 'primary' ? context.config.sentinel : undefined;
    const node = host.includes(':') ? `[${host}]:${target.port}` : `${host}:${target.port}`;
    this.name = sentinel ? `master of ${sentinel.masterSet}` : node;
    this.log = context.log.child({ redis: this.name, role });
    this.client = new Redis({
      ...connectionOptions(target, address, context.config),
      ...(sentinel ? sentinelOptions(sentinel, target, context.config) : {}),
      scripts: SCRIPTS,
    }) as Client;
    this.client.on('ready', () => this.onReady());
    this.client.on('close', () => this.onClose());
    this.client.on('error', (error: Error) => this.onError(error));
  }

  /** Whether commands can be sent now. */
  get connected(): boolean {
    return this.client.status === 'ready' && this.losses !== this.givenUp;
  }

  /** Tells one connection from the next. */
  get connection(): number {
    return this.losses;
  }

  /** What was last seen on the present connection; undefined before the first answer and once the connection is gone. */
  get seen(): ReplicationInfo | undefined {
    return this.info;
  }

  /** Whether the node has ever answered. */
  get hasAnswered(): boolean {
    return this.answered;
  }

  /** The connection's state for people: ioredis' status and, while it is down, the last error. */
  describe(): { state: string; error?: string } {
    const down = !this.connected && this.lastError !== undefined;
    return { state: this.client.status, ...(down ? { error: this.lastError as string } : {}) };
  }

  /**
   * Sends a command, counts and times it.
   *
   * @param name the metric's label, from a fixed set
   * @throws RedisFailure
   */
  async command<T>(name: string, send: (client: Client) => Promise<T>): Promise<T> {
    const start = performance.now();
    let outcome: Outcome = 'ok';
    this.underWay += 1;
    try {
      if (!this.connected) throw notConnected(this.name);
      this.gather();
      return await send(this.client);
    } catch (error) {
      const failure = redisFailure(error);
      outcome = OUTCOMES[failure.kind];
      throw failure;
    } finally {
      this.underWay -= 1;
      this.context.metrics.command(this.role, name, outcome, (performance.now() - start) / 1000);
    }
  }

  /** Reads one key, together with whatever else is read here in this turn of the event loop. @throws RedisFailure */
  get(key: string): Promise<string | null> {
    return this.gets.add(key);
  }

  /**
   * Asks for the replication state. The question is sent after this call, so the answer covers every reply that had come
   * before it; all calls of one turn of the event loop share one question.
   *
   * @throws RedisFailure
   */
  probe(): Promise<ReplicationInfo> {
    this.scheduledProbe ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.scheduledProbe = undefined;
        this.ask().then(resolve, reject);
      });
    });
    return this.scheduledProbe;
  }

  /**
   * Gives a connection up for a new one, which looks the host name up again.
   *
   * @param connection the one that is no good; nothing happens when it is gone already
   */
  replace(connection: number): void {
    if (connection !== this.losses || !this.connected) return;
    this.givenUp = connection;
    this.client.disconnect(true);
  }

  /** Waits for a connection. @returns whether there is one within the time */
  async whenConnected(withinMs: number): Promise<boolean> {
    if (this.connected) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const onReady = () => resolve(true);
    const timer = setTimeout(resolve, withinMs, false);
    this.client.once('ready', onReady);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.client.off('ready', onReady);
    }
  }

  /** Closes the connection once the answers under way have come, for which each command's own time limit is long enough. */
  async close(): Promise<void> {
    const deadline = performance.now() + this.context.config.commandTimeoutMs;
    while (this.underWay > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    }
    this.client.disconnect();
    this.info = undefined;
  }

  // --- internal ---

  // What is sent in one turn of the event loop goes out together: the system call costs more than all else about a command.
  // Unlike in a pipeline, each reply is passed on as it comes.
  private gather(): void {
    const { stream } = this.client;
    if (stream.writableCorked > 0) return;
    stream.cork();
    setImmediate(() => stream.uncork());
  }

  private async ask(): Promise<ReplicationInfo> {
    const { connection } = this;
    const info = parseReplicationInfo(await this.command('info', (client) => client.info('replication')));
    this.answered = true;
    // An answer that was read from a former connection says nothing about the present one.
    if (connection === this.connection && this.connected) this.info = info;
    return info;
  }

  private onReady(): void {
    this.log.info('connected to Redis');
    this.lastError = undefined;
    this.answered = true;
    this.probe().catch((error: Error) => this.log.debug({ err: error }, 'first INFO failed'));
    this.onConnected();
  }

  private onClose(): void {
    if (this.info !== undefined) this.log.warn('connection to Redis lost');
    this.info = undefined;
    this.losses += 1;
  }

  // One line for each different error, not for each attempt.
  private onError(error: Error): void {
    if (error.message !== this.lastError) this.log.warn({ reason: error.message }, 'cannot reach Redis');
    this.lastError = error.message;
  }
}
