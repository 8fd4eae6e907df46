/** A connection to one Redis node that is made anew whenever it is lost, with what it may be used for. */
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { RedisTarget } from '../config/redis-url';
import type { Role } from '../metrics/redis-metrics';
import { addressText } from './address';
import { ConnectionAttempts } from './connection-attempts';
import { startConnection } from './connection-start';
import { ConnectionTrouble } from './connection-trouble';
import { notConnected, type RedisFailure } from './errors';
import { ignoreLaterErrors } from './later-errors';
import type { NodeContext } from './node-context';
import { connectionOptions } from './options';
import { followPassword } from './password';
import type { Refusal } from './refusal';
import type { ReplicationInfo } from './replication-info';
import { type Client, SCRIPTS } from './scripts';
import { PrimaryRoute } from './sentinel-connector';
import { Signal } from './signal';

/**
 * What the present connection may be used for: everything, or reads alone, when Redis refuses INFO. Undefined until its
 * start is through, and for ever when the start was refused.
 */
type Access = 'full' | 'reads' | undefined;

export class NodeConnection {
  readonly name: string;
  protected readonly client: Client;
  /** What was last seen of the node's replication state on the present connection. */
  protected info: ReplicationInfo | undefined;
  private readonly database: number;
  private readonly log: Logger;
  private readonly trouble: ConnectionTrouble;
  private access: Access;
  private readonly attempts = new ConnectionAttempts();
  /** The start of a connection came through. */
  private readonly started = new Signal();
  private accepted = false;
  private hasOutcome = false;
  /** By when a first attempt to connect has ended, whatever held it up. */
  private readonly outcomeDeadlineMs: number;
  private losses = 0;
  /** The connection that is being given up, told by the losses before it. */
  private givenUp = -1;
  /** How the primary is found where Sentinels name it. */
  private readonly route: PrimaryRoute | undefined;

  /** Called with each new connection. */
  onConnected: () => void = () => {};

  constructor(
    target: RedisTarget,
    protected readonly role: Role,
    protected readonly context: NodeContext,
    address?: string,
  ) {
    const { connectTimeoutMs, commandTimeoutMs } = context.config;
    this.outcomeDeadlineMs = performance.now() + connectTimeoutMs + 2 * commandTimeoutMs;
    this.database = target.database;
    const sentinels = role === 'primary' ? context.sentinels : undefined;
    this.route = sentinels && new PrimaryRoute(sentinels, context.config);
    sentinels?.onChange(() => this.follow());
    const node = addressText({ host: address ?? target.host, port: target.port });
    this.name = sentinels ? `master of ${context.config.sentinel?.masterSet}` : node;
    this.log = context.log.child({ redis: this.name, role });
    this.trouble = new ConnectionTrouble(this.log);
    const pause = (ms: number) => this.route?.pause(ms) ?? ms;
    this.client = new Redis({
      ...connectionOptions(target, address, context.config),
      ...this.route?.options,
      scripts: SCRIPTS,
      // ioredis asks before it tells of the close: access tells a connection that was used from an attempt that failed.
      retryStrategy: (attempt) => pause(this.attempts.pauseMs(attempt, this.access === undefined)),
    }) as Client;
    ignoreLaterErrors(this.client);
    followPassword(this.client, target, context.config);
    this.client.on('connecting', () => this.attempts.begin());
    this.client.on('ready', () => void this.onReady());
    this.client.on('close', () => this.onClose());
    this.client.on('error', (error: Error) => this.onError(error));
  }

  /** Whether commands can be sent now; with `readsOnly`, only reads. */
  get connected(): boolean {
    return this.access !== undefined && this.client.status === 'ready' && this.losses !== this.givenUp;
  }

  /** For how many milliseconds more a connection is worth waiting for; 0 when there is one, or none came in the time that it should take. */
  get expectedForMs(): number {
    return this.connected ? 0 : this.attempts.expectedForMs;
  }

  /** Whether Redis refuses INFO alone: reads are possible, but nothing is known of the node. */
  get readsOnly(): boolean {
    return this.access === 'reads' && this.connected;
  }

  /** Why the last start of a connection was refused; undefined once one came through. */
  get refusal(): Refusal | undefined {
    return this.trouble.refusal;
  }

  /** The failure of a command that can't be sent now. */
  notConnected(): RedisFailure {
    return notConnected(this.name, this.trouble.presentRefusal);
  }

  /** Whether a first attempt to connect has come to an end, good or bad. */
  get attempted(): boolean {
    return this.hasOutcome || performance.now() > this.outcomeDeadlineMs;
  }

  /** Tells one connection from the next. */
  get connection(): number {
    return this.losses;
  }

  /** What was last seen on the present connection; undefined before the first reply and once the connection is gone. */
  get lastInfo(): ReplicationInfo | undefined {
    return this.info;
  }

  /** Whether the node has ever let the app in. */
  get hasAccepted(): boolean {
    return this.accepted;
  }

  /** Where the present connection goes, when Sentinels tell. */
  get address(): string | undefined {
    return this.route?.address && addressText(this.route.address);
  }

  /** The connection's state for people and, while it isn't fully usable, the last error and the way out. */
  describe(): { state: string; error?: string; wayOut?: string } {
    if (this.access === 'full' && this.connected) return { state: 'ready' };
    const { status } = this.client;
    const state = this.readsOnly ? 'reads only' : status === 'ready' ? 'starting' : status;
    const { lastError, presentRefusal: refusal } = this.trouble;
    const error = lastError === undefined ? {} : { error: lastError };
    return { state, ...error, ...(refusal === undefined ? {} : { wayOut: refusal.wayOut }) };
  }

  /**
   * Gives a connection up for a new one, which looks the host name up again.
   *
   * @param connection the one that is no good; nothing happens when it is gone already
   */
  replace(connection: number): void {
    if (connection !== this.losses || !this.connected) return;
    this.giveUp();
  }

  /** Waits for a connection. @returns whether there is one within the time */
  async whenConnected(withinMs: number): Promise<boolean> {
    return this.connected || this.started.within(withinMs);
  }

  // --- internal ---

  private async onReady(): Promise<void> {
    const { connection, route } = this;
    this.attempts.beginStart();
    try {
      const { info, refusal } = await startConnection(this.client, this.role, this.database);
      if (connection !== this.connection) return;
      // What the Sentinels name may not have been promoted yet, or be an old primary that was just demoted.
      if (route !== undefined && info?.role === 'slave') throw new Error(`${this.address} is a replica now`);
      if (refusal === undefined) this.log.info({ address: this.address }, 'connected to Redis');
      this.trouble.clear();
      // INFO that is refused leaves reads, but is to be known like any other refusal.
      if (refusal !== undefined) this.onError(refusal);
      this.access = refusal === undefined ? 'full' : 'reads';
      this.info = info;
      this.attempts.succeed();
      this.accepted = true;
      this.hasOutcome = true;
      this.started.fire();
      this.onConnected();
    } catch (error) {
      if (connection !== this.connection) return;
      this.onError(error as Error);
      this.client.disconnect(true);
    }
  }

  // The Sentinels may agree on another primary now than the one that is connected, or being tried.
  private follow(): void {
    if (this.route?.leadsElsewhere) this.giveUp();
  }

  private giveUp(): void {
    if (this.connected) this.attempts.lose();
    this.givenUp = this.losses;
    this.client.disconnect(true);
  }

  private onClose(): void {
    if (this.info !== undefined) this.log.warn('connection to Redis lost');
    if (this.access !== undefined) this.attempts.lose();
    this.info = undefined;
    this.access = undefined;
    this.losses += 1;
    this.hasOutcome = true;
  }

  private onError(error: Error): void {
    // ioredis takes one error of a socket. With TLS there may be a second, which would end the process.
    this.client.stream?.on('error', () => {});
    this.trouble.note(error);
    this.hasOutcome = true;
  }
}
