/** The connection to one Sentinel, which is asked again and again which node is the primary. */
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { RedisConfig, SentinelConfig } from '../config/config';
import type { HostAndPort } from '../config/sentinels';
import { addressText } from './address';
import { ignoreLaterErrors } from './later-errors';
import { connectionOptions } from './options';
import { followPassword } from './password';

/** Short, as what the old primary takes after a new one was chosen is lost. The question costs next to nothing. */
const POLL_MS = 250;
/** A Sentinel that takes longer counts as one that can't be reached. */
const TIME_LIMIT_MS = 1000;

/** How one Sentinel looks from here, for people. */
export interface SentinelStatus {
  readonly sentinel: string;
  /** Whether it replied to the last question. */
  readonly reached: boolean;
  /** Which node it holds for the primary. */
  readonly names?: string;
  readonly error?: string;
}

export class SentinelLink {
  private readonly client: Redis;
  private readonly name: string;
  private readonly log: Logger;
  private readonly timer: NodeJS.Timeout;
  private asking = false;
  private closed = false;
  private hasReplied = false;
  private primary: HostAndPort | undefined;
  private lastError: string | undefined;

  /** @param onNews called after each reply and each failure */
  constructor(
    node: HostAndPort,
    private readonly set: SentinelConfig['masterSet'],
    config: RedisConfig,
    log: Logger,
    private readonly onNews: () => void,
  ) {
    this.name = addressText(node);
    this.log = log.child({ sentinel: this.name });
    const limits = {
      connectTimeoutMs: Math.min(config.connectTimeoutMs, TIME_LIMIT_MS),
      commandTimeoutMs: Math.min(config.commandTimeoutMs, TIME_LIMIT_MS),
    };
    const target = { ...config.primary, ...node, database: 0 };
    this.client = new Redis(connectionOptions(target, undefined, { ...config, ...limits }));
    ignoreLaterErrors(this.client);
    followPassword(this.client, target, config);
    this.client.on('error', (error: Error) => this.onError(error));
    this.client.on('ready', () => void this.ask());
    this.client.on('close', () => this.forget());
    this.timer = setInterval(() => void this.ask(), POLL_MS);
  }

  /** Whether it replied to the last question. */
  get reached(): boolean {
    return this.hasReplied;
  }

  /** The primary by its last reply; undefined when it can't be reached, or doesn't know the set. */
  get named(): HostAndPort | undefined {
    return this.primary;
  }

  /** Asks for the replicas that it doesn't hold for down. @throws Error when it doesn't reply */
  async replicas(): Promise<HostAndPort[]> {
    return replicasIn((await this.client.call('SENTINEL', 'REPLICAS', this.set)) as string[][]);
  }

  describe(): SentinelStatus {
    return {
      sentinel: this.name,
      reached: this.reached,
      ...(this.primary === undefined ? {} : { names: addressText(this.primary) }),
      ...(this.lastError === undefined ? {} : { error: this.lastError }),
    };
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
    this.client.disconnect();
  }

  // --- internal ---

  private async ask(): Promise<void> {
    if (this.asking || this.client.status !== 'ready') return;
    this.asking = true;
    try {
      const reply = (await this.client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this.set)) as string[] | null;
      const [host, port] = reply ?? [];
      this.primary = addressOf(host, port);
      this.hasReplied = true;
      if (this.primary === undefined) this.complain(`it doesn't watch a set named ${this.set}`);
      else this.lastError = undefined;
      this.onNews();
    } catch (error) {
      this.complain((error as Error).message);
      this.forget();
    } finally {
      this.asking = false;
    }
  }

  private forget(): void {
    this.primary = undefined;
    this.hasReplied = false;
    this.onNews();
  }

  private onError(error: Error): void {
    // As in node-connection.ts: a second error of the same socket.
    this.client.stream?.on('error', () => {});
    this.complain(error.message);
  }

  // One line for each different error, not for each attempt.
  private complain(reason: string): void {
    if (reason !== this.lastError && !this.closed) this.log.warn({ reason }, 'cannot ask Sentinel');
    this.lastError = reason;
  }
}

// --- internal ---

// Each replica is a list of names and values in turn.
function replicasIn(replies: string[][]): HostAndPort[] {
  const found: HostAndPort[] = [];
  for (const reply of replies) {
    const fields = new Map<string, string>();
    for (let i = 0; i + 1 < reply.length; i += 2) fields.set(reply[i] as string, reply[i + 1] as string);
    const node = addressOf(fields.get('ip'), fields.get('port'));
    if (node && !/\b(s_down|o_down)\b/.test(fields.get('flags') ?? '')) found.push(node);
  }
  return found;
}

/** @returns undefined for what no connection can be made to; Node throws then, and ioredis would not try again */
function addressOf(host: string | undefined, port: string | undefined): HostAndPort | undefined {
  const number = Number(port);
  return host && number > 0 && number < 65_536 ? { host, port: number } : undefined;
}
