/** The primary: writes, each with the position in the replication history that contains it. */
import type { RedisConfig } from '../config/config';
import { RedisFailure } from './errors';
import { RedisNode } from './node';
import type { NodeContext } from './node-context';
import type { ReplicationInfo } from './replication-info';
import type { Client } from './scripts';
import { positionOf, TOKEN_WITHOUT_HISTORY, type Token } from './token';

export class Primary {
  readonly node: RedisNode;

  constructor(
    private readonly config: RedisConfig,
    context: NodeContext,
  ) {
    this.node = new RedisNode(config.primary, 'primary', context);
  }

  /** Its replication state when it is connected and a master, else undefined. */
  get lastInfo(): ReplicationInfo | undefined {
    const { lastInfo } = this.node;
    return this.node.connected && lastInfo?.role === 'master' ? lastInfo : undefined;
  }

  /**
   * Asks it for its state. A node that turns out not to be a master was demoted: the next connection looks for the new one.
   *
   * @returns undefined when it is away or not a master
   */
  async check(): Promise<ReplicationInfo | undefined> {
    if (!this.node.connected) return undefined;
    const { connection } = this.node;
    const info = await this.node.probe().catch(() => undefined);
    if (info?.role === 'slave') this.node.replace(connection);
    return info?.role === 'master' ? info : undefined;
  }

  /**
   * Makes a write.
   *
   * @param name the metric's label
   * @returns its reply and a token for it
   * @throws RedisFailure; after `not-sent` and `refused` nothing was written, after the others it isn't known
   */
  async write<T>(name: string, send: (client: Client) => Promise<T>): Promise<{ reply: T; token: Token }> {
    const { reply, connection } = await this.resentIfDemoted(name, send);
    return { reply, token: await this.positionOn(connection) };
  }

  close(): Promise<void> {
    return this.node.close();
  }

  // --- internal ---

  // READONLY means that the node was demoted. It surely hasn't written anything, so the write may be sent again; nothing
  // else is certain enough.
  private async resentIfDemoted<T>(name: string, send: (client: Client) => Promise<T>): Promise<Written<T>> {
    const { connection } = this.node;
    try {
      return await this.send(name, send);
    } catch (error) {
      if (!(error instanceof RedisFailure) || error.code !== 'READONLY') throw error;
      this.node.replace(connection);
      if (!(await this.node.whenConnected(this.config.commandTimeoutMs / 2))) throw this.node.notConnected();
      return this.send(name, send);
    }
  }

  // A node that refuses INFO can't be told from a replica, and its writes have no position.
  private async send<T>(name: string, send: (client: Client) => Promise<T>): Promise<Written<T>> {
    if (this.node.readsOnly) throw this.node.notConnected();
    const { connection } = this.node;
    return { reply: await this.node.command(name, send), connection };
  }

  // The write has its reply, so whatever fails from here on must not make it look failed. After a failover the next
  // connection leads to a node that may lack the write.
  private async positionOn(connection: number): Promise<Token> {
    if (this.node.connection !== connection) return TOKEN_WITHOUT_HISTORY;
    const info = await this.node.probe().catch(() => undefined);
    const isVouchedFor = info?.role === 'master' && this.node.connection === connection;
    return isVouchedFor ? positionOf(info) : TOKEN_WITHOUT_HISTORY;
  }
}

/** A write's reply, and the connection that it was made on. */
interface Written<T> {
  readonly reply: T;
  readonly connection: number;
}
