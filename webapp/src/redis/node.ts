/** One connection to one Redis node, with what was last seen of its replication state on that connection. */
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { RedisConfig } from '../config/config';
import type { RedisTarget } from '../config/redis-url';
import type { Outcome, RedisMetrics, Role } from '../metrics/redis-metrics';
import { Batcher } from './batcher';
import { startConnection } from './connection-start';
import { notConnected, type RedisFailure, redisFailure } from './errors';
import { ignoreLaterErrors } from './later-errors';
import { connectionOptions, retryDelayMs } from './options';
import { loginRefusal, type Refusal } from './refusal';
import { parseReplicationInfo, type ReplicationInfo } from './replication-info';
import { SCRIPTS, type ScriptCommands } from './scripts';
import { sentinelOptions } from './sentinel';

export type Client = Redis & ScriptCommands;

export interface NodeContext {
  readonly config: RedisConfig;
  readonly metrics: RedisMetrics;
  readonly log: Logger;
  /** How many values one command may ask for. */
  readonly keysAtOnce: number;
}

/** How often a closing node looks whether its last answers have come. */
const DRAIN_POLL_MS = 10;

const OUTCOMES: Record<RedisFailure['kind'], Outcome> = {
  'not-sent': 'refused',
  refused: 'refused',
  timeout: 'timeout',
  lost: 'error',
  interrupted: 'error',
  failed: 'error',
};

/** A permission that was there at the start is gone. */
const PERMISSION_LOST = /^(?:NOPERM|NOAUTH)$/;

/**
 * What the present connection may be used for: everything, or reads alone, when Redis refuses INFO. Undefined until its
 * start is through, and for ever when the start was refused.
 */
type Access = 'full' | 'reads' | undefined;

export class RedisNode {
  readonly name: string;
  private readonly client: Client;
  private readonly database: number;
  private readonly gets: Batcher<string, string | null>;
  private readonly log: Logger;
  private info: ReplicationInfo | undefined;
  private scheduledProbe: Promise<ReplicationInfo> | undefined;
  private inFlight = 0;
  private lastError: string | undefined;
  private lastRefusal: Refusal | undefined;
  private access: Access;
  /** Starts since the last one that came through, for the time between them. */
  private failedStarts = 0;
  private readonly startWaiters = new Set<() => void>();
  private answered = false;
  private hasOutcome = false;
  /** By when a first attempt to connect has ended, whatever held it up. */
  private readonly outcomeDeadlineMs: number;
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
    const { connectTimeoutMs, commandTimeoutMs } = context.config;
    this.outcomeDeadlineMs = performance.now() + connectTimeoutMs + 2 * commandTimeoutMs;
    this.database = target.database;
    const readAll = (keys: readonly string[]) => this.command('get', (client) => client.mget([...keys]));
    this.gets = new Batcher(readAll, context.keysAtOnce);
    const host = address ?? target.host;
    const sentinel = role === 'primary' ? context.config.sentinel : undefined;
    const node = host.includes(':') ? `[${host}]:${target.port}` : `${host}:${target.port}`;
    this.name = sentinel ? `master of ${sentinel.masterSet}` : node;
    this.log = context.log.child({ redis: this.name, role });
    this.client = new Redis({
      ...connectionOptions(target, address, context.config),
      ...(sentinel ? sentinelOptions(sentinel, target, context.config) : {}),
      scripts: SCRIPTS,
      // ioredis counts from its own idea of a connection that is ready, which a start that is refused passes too.
      retryStrategy: (attempt) => retryDelayMs(Math.max(attempt, this.failedStarts)),
    }) as Client;
    ignoreLaterErrors(this.client);
    this.client.on('ready', () => void this.onReady());
    this.client.on('close', () => this.onClose());
    this.client.on('error', (error: Error) => this.onError(error));
  }

  /** Whether commands can be sent now; with `readsOnly`, only reads. */
  get connected(): boolean {
    return this.access !== undefined && this.client.status === 'ready' && this.losses !== this.givenUp;
  }

  /** Whether Redis refuses INFO alone: reads are possible, but nothing is known of the node. */
  get readsOnly(): boolean {
    return this.access === 'reads' && this.connected;
  }

  /** Why the last start of a connection was refused; undefined once one came through. */
  get refusal(): Refusal | undefined {
    return this.lastRefusal;
  }

  /** The failure of a command that can't be sent now. */
  notConnected(): RedisFailure {
    return notConnected(this.name, this.presentRefusal);
  }

  /** Whether a first attempt to connect has come to an end, good or bad. */
  get attempted(): boolean {
    return this.hasOutcome || performance.now() > this.outcomeDeadlineMs;
  }

  /** Tells one connection from the next. */
  get connection(): number {
    return this.losses;
  }

  /** What was last seen on the present connection; undefined before the first answer and once the connection is gone. */
  get seen(): ReplicationInfo | undefined {
    return this.info;
  }

  /** Whether the node has ever let the app in. */
  get hasAnswered(): boolean {
    return this.answered;
  }

  /** The connection's state for people and, while it isn't fully usable, the last error and the way out. */
  describe(): { state: string; error?: string; wayOut?: string } {
    if (this.access === 'full' && this.connected) return { state: 'ready' };
    const { status } = this.client;
    const state = this.readsOnly ? 'reads only' : status === 'ready' ? 'starting' : status;
    const error = this.lastError === undefined ? {} : { error: this.lastError };
    const refusal = this.presentRefusal;
    return { state, ...error, ...(refusal === undefined ? {} : { wayOut: refusal.wayOut }) };
  }

  /**
   * Sends a command, counts and times it.
   *
   * @param name the metric's label, from a fixed set
   * @throws RedisFailure
   */
  async command<T>(name: string, send: (client: Client) => Promise<T>): Promise<T> {
    const start = performance.now();
    const { connection } = this;
    let outcome: Outcome = 'ok';
    this.inFlight += 1;
    try {
      if (!this.connected) throw this.notConnected();
      this.corkUntilNextTurn();
      return await send(this.client);
    } catch (error) {
      const failure = redisFailure(error);
      outcome = OUTCOMES[failure.kind];
      // The next start finds out what is refused. INFO is asked for again and again where it is refused already.
      if (PERMISSION_LOST.test(failure.code ?? '') && !(name === 'info' && this.readsOnly)) this.replace(connection);
      throw failure;
    } finally {
      this.inFlight -= 1;
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
    const onStarted = () => resolve(true);
    const timer = setTimeout(resolve, withinMs, false);
    this.startWaiters.add(onStarted);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.startWaiters.delete(onStarted);
    }
  }

  /** Closes the connection once the answers under way have come, for which each command's own time limit is long enough. */
  async close(): Promise<void> {
    const deadline = performance.now() + this.context.config.commandTimeoutMs;
    while (this.inFlight > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    }
    this.client.disconnect();
    this.info = undefined;
  }

  // --- internal ---

  /** The refusal, unless the node could not even be reached since. */
  private get presentRefusal(): Refusal | undefined {
    return this.lastRefusal?.message === this.lastError ? this.lastRefusal : undefined;
  }

  // What is sent in one turn of the event loop goes out together: the system call costs more than all else about a command.
  // Unlike in a pipeline, each reply is passed on as it comes.
  private corkUntilNextTurn(): void {
    const { stream } = this.client;
    if (stream.writableCorked > 0) return;
    stream.cork();
    setImmediate(() => stream.uncork());
  }

  private async ask(): Promise<ReplicationInfo> {
    const { connection } = this;
    const info = parseReplicationInfo(await this.command('info', (client) => client.info('replication')));
    // An answer that was read from a former connection says nothing about the present one.
    if (connection === this.connection && this.connected) {
      // INFO is allowed again: the next start gives the connection its full use.
      if (this.readsOnly) this.replace(connection);
      else this.info = info;
    }
    return info;
  }

  private async onReady(): Promise<void> {
    const { connection } = this;
    this.failedStarts += 1;
    try {
      const { info, refusal } = await startConnection(this.client, this.role, this.database);
      if (connection !== this.connection) return;
      if (refusal === undefined) this.log.info('connected to Redis');
      this.lastError = undefined;
      this.lastRefusal = undefined;
      // INFO that is refused leaves reads, but is to be known like any other refusal.
      if (refusal !== undefined) this.onError(refusal);
      this.access = refusal === undefined ? 'full' : 'reads';
      this.info = info;
      this.failedStarts = 0;
      this.answered = true;
      this.hasOutcome = true;
      for (const started of this.startWaiters) started();
      this.onConnected();
    } catch (error) {
      if (connection !== this.connection) return;
      this.onError(error as Error);
      this.client.disconnect(true);
    }
  }

  private onClose(): void {
    if (this.info !== undefined) this.log.warn('connection to Redis lost');
    this.info = undefined;
    this.access = undefined;
    this.losses += 1;
    this.hasOutcome = true;
  }

  // One line for each different error, not for each attempt.
  private onError(error: Error): void {
    // ioredis takes one error of a socket. With TLS there may be a second, which would end the process.
    this.client.stream?.on('error', () => {});
    const refusal = loginRefusal(error);
    if (error.message !== this.lastError) {
      if (refusal === undefined) this.log.warn({ reason: error.message }, 'cannot reach Redis');
      else this.log.error({ reason: error.message, wayOut: refusal.wayOut }, 'Redis refuses the web app');
    }
    this.lastError = error.message;
    // One that can't be reached any more has not taken its refusal back.
    this.lastRefusal = refusal ?? this.lastRefusal;
    this.hasOutcome = true;
  }
}
