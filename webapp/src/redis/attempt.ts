/** One read on its way from node to node: what it asks for, and whom it has asked. */
import type { ReadReason, ServedBy } from '../metrics/redis-metrics';
import { RedisFailure } from './errors';
import type { RedisNode } from './node';
import { positionOf, satisfies, type Token } from './token';

/** Asks one node. It may be called for several, one after the other. @throws RedisFailure */
export type Query<T> = (node: RedisNode) => Promise<T>;

export interface ReadOptions {
  /** Writes that the reply must include. */
  readonly tokens: readonly Token[];
  /** No further node is tried after this time, as `performance.now()` tells it. */
  readonly deadlineMs: number;
  /** Is told how large the values are that were found, before more is asked for. What it throws ends the read. */
  readonly holdValues: (bytes: number) => void;
  /** Whether to find out a position that the reply's state lies before. */
  readonly wantPosition?: boolean;
}

export interface ReadResult<T> {
  readonly value: T;
  readonly servedBy: ServedBy;
  /** The node that replied, as the settings or Redis name it. */
  readonly node: string;
  /** True when no history that still exists includes a token, so that nobody can tell whether the reply is older. */
  readonly unverified: boolean;
  /** Where the node stood after the reply, when that was asked for. */
  readonly position?: Token;
}

/** A result, and why that node was chosen. */
export type Outcome<T> = ReadResult<T> & { readonly reason: ReadReason };

export class Attempt<T> {
  behindToken = false;
  lastFailure: unknown;
  private readonly tried: RedisNode[] = [];

  constructor(
    private readonly query: Query<T>,
    readonly options: ReadOptions,
  ) {}

  get inTime(): boolean {
    return performance.now() < this.options.deadlineMs;
  }

  untried(node: RedisNode): boolean {
    return !this.tried.includes(node);
  }

  /** Sends the query to a node. @returns undefined when the node didn't reply to it and another one may */
  async ask(node: RedisNode): Promise<{ reply: T } | undefined> {
    this.tried.push(node);
    try {
      return { reply: await this.query(node) };
    } catch (error) {
      if (!(error instanceof RedisFailure) || error.kind === 'failed') throw error;
      this.lastFailure = error;
      return undefined;
    }
  }

  /** Sends the query to a replica whose state included the tokens, and makes sure that it still does. */
  async on(node: RedisNode, servedBy: ServedBy, reason: ReadReason): Promise<Outcome<T> | undefined> {
    const { connection } = node;
    const value = await this.ask(node);
    if (value === undefined) return undefined;
    const result = { value: value.reply, servedBy, node: node.name, unverified: false, reason };
    if (this.options.tokens.length === 0 && !this.options.wantPosition) return result;
    const info = await node.probe().catch(() => undefined);
    if (info === undefined || node.connection !== connection || !satisfies(info, this.options.tokens)) return undefined;
    return { ...result, position: positionOf(info) };
  }
}
