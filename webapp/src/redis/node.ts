/** One Redis node: sends it commands, and keeps what was last seen of its replication state. */
import type { RedisTarget } from '../config/redis-url';
import type { Outcome, Role } from '../metrics/redis-metrics';
import { Batcher } from './batcher';
import { type RedisFailure, redisFailure } from './errors';
import { NodeConnection } from './node-connection';
import type { NodeContext } from './node-context';
import { parseReplicationInfo, type ReplicationInfo } from './replication-info';
import type { Client } from './scripts';

/** How often a closing node looks whether its last replies have come. */
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

export class RedisNode extends NodeConnection {
  private readonly gets: Batcher<string, string | null>;
  private scheduledProbe: Promise<ReplicationInfo> | undefined;
  private inFlight = 0;

  constructor(target: RedisTarget, role: Role, context: NodeContext, address?: string) {
    super(target, role, context, address);
    const readAll = (keys: readonly string[]) => this.command('get', (client) => client.mget([...keys]));
    this.gets = new Batcher(readAll, context.keysAtOnce);
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
   * Asks for the replication state. The `INFO` is sent after this call, so its reply covers every reply that had come
   * before it; all calls of one turn of the event loop share one `INFO`.
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

  /** Closes the connection once the replies in flight have come, for which each command's own time limit is long enough. */
  async close(): Promise<void> {
    const deadline = performance.now() + this.context.config.commandTimeoutMs;
    while (this.inFlight > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    }
    this.client.disconnect();
    this.info = undefined;
  }

  // --- internal ---

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
    // A reply that was read from a former connection says nothing about the present one.
    if (connection === this.connection && this.connected) {
      // INFO is allowed again: the next start gives the connection its full use.
      if (this.readsOnly) this.replace(connection);
      else this.info = info;
    }
    return info;
  }
}
