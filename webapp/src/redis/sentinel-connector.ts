/**
 * The way to the primary where Sentinels name it: each new connection goes to the node that they agree on then.
 *
 * ioredis' own connector believes the first Sentinel that replies.
 */
import { createConnection, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector } from 'ioredis';
import type { RedisConfig } from '../config/config';
import type { HostAndPort } from '../config/sentinels';
import { sameAddress } from './address';
import { type ConnectionOptions, tlsOptions } from './options';
import type { Sentinels } from './sentinels';

/** How long a connection that was given up may take to end. The node at its other end may be hung. */
const END_MS = 100;

/** The way of one client, which lasts from one of its connections to the next. */
export class PrimaryRoute {
  private present: HostAndPort | undefined;
  private lastTried: HostAndPort | undefined;
  private pauseMs = 0;

  constructor(
    private readonly sentinels: Sentinels,
    private readonly config: RedisConfig,
  ) {}

  /** Where the present connection goes, or the attempt at one; undefined when there is neither. */
  get address(): HostAndPort | undefined {
    return this.present;
  }

  /** Whether the connection, or the attempt, goes to another node than the Sentinels agree on. */
  get leadsElsewhere(): boolean {
    const { primary } = this.sentinels;
    return this.present !== undefined && primary !== undefined && !sameAddress(this.present, primary);
  }

  /** What the client has to be given besides `connectionOptions`. */
  get options(): ConnectionOptions {
    const route = this;
    return {
      Connector: class extends PrimaryConnector {
        constructor() {
          super(route);
        }
      },
    };
  }

  /** Makes the next attempt wait, unless it goes to another node than the last one did. @returns ioredis' own pause */
  pause(ms: number): number {
    this.pauseMs = ms;
    return 0;
  }

  /** Waits until there is a node to try. @throws the signal's reason */
  async next(signal: AbortSignal): Promise<HostAndPort> {
    const startMs = performance.now() + this.pauseMs;
    for (;;) {
      signal.throwIfAborted();
      const { primary } = this.sentinels;
      const leftMs = startMs - performance.now();
      const isOther = primary !== undefined && (!this.lastTried || !sameAddress(primary, this.lastTried));
      if (primary !== undefined && (isOther || leftMs <= 0)) return primary;
      await this.changed(primary === undefined ? undefined : leftMs, signal);
    }
  }

  /** Begins a connection. */
  open(to: HostAndPort): Socket {
    this.lastTried = to;
    this.present = to;
    const { primary, tlsCa } = this.config;
    // The certificate must be for the host that the Sentinels name.
    const stream = primary.tls ? connectTls({ ...to, ...tlsOptions(to.host, tlsCa) }) : createConnection(to);
    stream.once('close', () => {
      this.present = undefined;
    });
    return stream;
  }

  // --- internal ---

  /** Waits until the Sentinels name another node, or the time is over, or the signal comes. */
  private async changed(withinMs: number | undefined, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = withinMs === undefined ? undefined : setTimeout(resolve, withinMs);
    const end = this.sentinels.onChange(resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
    end();
  }
}

/** What ioredis asks for each new connection. */
class PrimaryConnector extends AbstractConnector {
  private waiting = new AbortController();

  constructor(private readonly route: PrimaryRoute) {
    super(END_MS);
  }

  /** @throws Error when the client is closed before there is a node to connect to; nothing else would be tried again */
  override async connect(): Promise<Socket> {
    this.waiting = new AbortController();
    this.connecting = true;
    const address = await this.route.next(this.waiting.signal);
    this.stream = this.route.open(address);
    this.stream.once('error', (error) => {
      this.firstError = error;
    });
    return this.stream;
  }

  override disconnect(): void {
    // ioredis knows by this text that it was itself that closed the connection.
    this.waiting.abort(new Error('Connection is closed.'));
    super.disconnect();
  }
}
