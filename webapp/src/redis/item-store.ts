/** Items in Redis: each value under a key of its own, and an index of all ids for paging. Values are JSON text here. */
import { hash } from 'node:crypto';
import type { ReadOptions, ReadResult } from './attempt';
import { Batcher } from './batcher';
import type { RedisNode } from './node';
import type { Primary } from './primary';
import type { Reader } from './reader';
import { EXPIRY_KEY, INDEX_KEY, itemKey, NOT_MET } from './scripts';
import type { Token } from './token';

export interface Item {
  readonly id: string;
  /** JSON text. */
  readonly json: string;
}

/**
 * When a write may happen, checked together with it in one script: the item must not exist, must exist, or must have a value
 * with one of these etags (`etagOf`).
 */
export type Condition = 'absent' | 'present' | readonly string[];

/** A write's condition isn't met. Nothing was written. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
  constructor(
    /** The position of the state that it wasn't met by. */
    readonly token: Token,
  ) {
    super('the condition is not met');
  }
}

/** Identifies a value. @param json as it is stored */
export function etagOf(json: string): string {
  // What Lua in Redis has too. It tells states apart; nothing is kept safe by it.
  return hash('sha1', json);
}

/** What a write did. */
export interface Stored {
  /** Whether there was no item under this id. */
  readonly created: boolean;
  readonly token: Token;
}

interface Put extends Item {
  /** 0: for ever. */
  readonly ttlMs: number;
}

export interface Page {
  readonly items: readonly Item[];
  /** The last id that the page covers, when there are more; it may belong to an item that has expired. */
  readonly last: string | undefined;
}

/** How many ids one sweep looks at: few enough to keep Redis free for others. */
const SWEEP_BATCH = 100;

export class ItemStore {
  private readonly puts = new Batcher<Put, Stored>((puts) => this.putAll(puts));
  /** Ids that a page found without a value, to be swept. */
  private readonly dead = new Set<string>();

  /** @param keysAtOnce how many values one command may ask for: their reply is in memory before anybody knows its size */
  constructor(
    private readonly primary: Primary,
    private readonly reader: Reader,
    private readonly keysAtOnce: number,
    private readonly maxPageBytes: number,
  ) {}

  /**
   * Creates or replaces an item.
   *
   * @param ttlSeconds how long it exists; undefined means for ever
   * @throws ConditionError; RedisFailure as `Primary.write` does
   */
  async put({ id, json }: Item, ttlSeconds: number | undefined, condition?: Condition): Promise<Stored> {
    const ttlMs = (ttlSeconds ?? 0) * 1000;
    if (condition === undefined) return this.puts.add({ id, json, ttlMs });
    const { reply, token } = await this.primary.write('put', (client) =>
      client.putItem(itemKey(id), INDEX_KEY, EXPIRY_KEY, conditionText(condition), id, json, ttlMs),
    );
    if (reply === NOT_MET) throw new ConditionError(token);
    return { created: reply === 0, token };
  }

  /** Removes an item. @throws ConditionError; RedisFailure as `Primary.write` does */
  async delete(id: string, condition?: Condition): Promise<{ existed: boolean; token: Token }> {
    const { reply, token } = await this.primary.write('delete', (client) =>
      client.deleteItem(itemKey(id), INDEX_KEY, EXPIRY_KEY, conditionText(condition), id),
    );
    if (reply === NOT_MET) throw new ConditionError(token);
    return { existed: reply === 1, token };
  }

  /** Reads an item. @returns its JSON text, null when there is none @throws as `Reader.read` does */
  get(id: string, options: ReadOptions): Promise<ReadResult<string | null>> {
    return this.reader.read(async (node) => {
      const json = await node.get(itemKey(id));
      options.holdValues(json?.length ?? 0);
      return json;
    }, options);
  }

  /** Reads several items from one node. @returns each one's JSON text or null @throws as `Reader.read` does */
  getAll(ids: readonly string[], options: ReadOptions): Promise<ReadResult<(string | null)[]>> {
    return this.reader.read(
      (node) => this.readValues(node, 'get-all', ids, options, Number.POSITIVE_INFINITY),
      options,
    );
  }

  /**
   * Reads the items after an id, in the order of their ids' bytes. Ids whose item has expired are skipped, so a page may
   * be shorter than the limit while there is more; so it is when the items are very large.
   *
   * @throws as `Reader.read` does
   */
  async page(after: string, limit: number, options: ReadOptions): Promise<ReadResult<Page>> {
    return this.reader.read((node) => this.readPage(node, after, limit, options), options);
  }

  /**
   * Takes ids without an item out of the index: expired ones that are due, and those that pages came across.
   *
   * @returns how many went
   * @throws RedisFailure
   */
  async sweep(): Promise<number> {
    const { node } = this.primary;
    const due = await node.command('sweep-find', (client) =>
      client.zrangebyscore(EXPIRY_KEY, '-inf', Date.now(), 'LIMIT', 0, SWEEP_BATCH),
    );
    const ids = [...new Set([...due, ...this.dead])].slice(0, SWEEP_BATCH);
    if (ids.length === 0) return 0;
    const keys = [INDEX_KEY, EXPIRY_KEY, ...ids.map(itemKey)];
    const swept = await node.command('sweep', (client) => client.sweepItems(keys.length, ...keys, ...ids));
    for (const id of ids) this.dead.delete(id);
    return swept;
  }

  // --- internal ---

  private async putAll(puts: readonly Put[]): Promise<Stored[]> {
    const keys = [INDEX_KEY, EXPIRY_KEY, ...puts.map(({ id }) => itemKey(id))];
    const items = puts.flatMap(({ id, json, ttlMs }) => [id, json, ttlMs]);
    const { reply, token } = await this.primary.write('put', (client) =>
      client.putItems(keys.length, ...keys, ...items),
    );
    return reply.map((existed) => ({ created: existed === 0, token }));
  }

  /** @returns the values in the order of the ids, fewer than there are ids once they have more bytes than `enough` */
  private async readValues(
    node: RedisNode,
    name: string,
    ids: readonly string[],
    options: ReadOptions,
    enough: number,
  ): Promise<(string | null)[]> {
    const values: (string | null)[] = [];
    let bytes = 0;
    for (let at = 0; at < ids.length && bytes < enough; at += this.keysAtOnce) {
      const keys = ids.slice(at, at + this.keysAtOnce).map(itemKey);
      for (const json of await node.command(name, (client) => client.mget(keys))) {
        values.push(json);
        bytes += json?.length ?? 0;
      }
      options.holdValues(bytes);
    }
    return values;
  }

  private async readPage(node: RedisNode, after: string, limit: number, options: ReadOptions): Promise<Page> {
    const start = after === '' ? '-' : `(${after}`;
    // One more than wanted, to know whether there is more.
    const found = await node.command('page-ids', (client) =>
      client.zrangebylex(INDEX_KEY, start, '+', 'LIMIT', 0, limit + 1),
    );
    if (found.length === 0) return { items: [], last: undefined };
    const values = await this.readValues(node, 'page', found.slice(0, limit), options, this.maxPageBytes);
    const ids = found.slice(0, values.length);
    const items: Item[] = [];
    for (const [position, id] of ids.entries()) {
      const json = values[position];
      if (typeof json === 'string') items.push({ id, json });
      else if (this.dead.size < SWEEP_BATCH) this.dead.add(id);
    }
    return { items, last: found.length > ids.length ? ids.at(-1) : undefined };
  }
}

function conditionText(condition: Condition | undefined): string {
  if (condition === undefined) return '';
  return typeof condition === 'string' ? condition : `etags:${condition.join()}`;
}
