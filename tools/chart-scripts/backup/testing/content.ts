/** What a Redis holds, in a form that two can be compared by. */
import { createHash } from 'node:crypto';
import type { ChainableCommander, Redis } from 'ioredis';

const PAGE = 1000;
const OWN = 'tme1crv:';

export interface Content {
  /** SHA-256 over type and value, by `database/key`. */
  readonly values: ReadonlyMap<string, string>;
  /** When it expires, in ms since 1970, by `database/key`. */
  readonly expires: ReadonlyMap<string, number>;
}

/** Every key of every database, apart from the chart's own. Nobody may write meanwhile. */
export async function content(redis: Redis): Promise<Content> {
  const values = new Map<string, string>();
  const expires = new Map<string, number>();
  const databases = [...(await redis.info('keyspace')).matchAll(/^db(\d+):/gm)].map((match) => Number(match[1]));
  for (const database of databases) {
    const connection = redis.duplicate({ db: database });
    try {
      for await (const page of connection.scanBufferStream({ count: PAGE })) await add(connection, database, page);
    } finally {
      connection.disconnect();
    }
  }
  return { values, expires };

  async function add(connection: Redis, database: number, keys: Buffer[]): Promise<void> {
    const foreign = keys.filter((key) => !key.toString('latin1').startsWith(OWN));
    const types = await inOneGo(connection, foreign, (pipeline, key) => pipeline.type(key));
    const found = await inOneGo(connection, foreign, (pipeline, key, i) => READ[String(types[i])]?.(pipeline, key));
    const times = await inOneGo(connection, foreign, (pipeline, key) => pipeline.pexpiretime(key));
    foreign.forEach((key, i) => {
      const name = `${database}/${key.toString('latin1')}`;
      // Sets and hashes have no order.
      const parts = (Array.isArray(found[i]) ? (found[i] as unknown[]) : [found[i]]).map(text);
      if (types[i] === 'set') parts.sort();
      const pairs = types[i] === 'hash' ? inPairs(parts).sort() : parts;
      values.set(
        name,
        createHash('sha256')
          .update(JSON.stringify([types[i], pairs]))
          .digest('hex'),
      );
      if (Number(times[i]) >= 0) expires.set(name, Number(times[i]));
    });
  }
}

// --- internal ---

const READ: Record<string, (pipeline: ChainableCommander, key: Buffer) => unknown> = {
  string: (pipeline, key) => pipeline.getBuffer(key),
  list: (pipeline, key) => pipeline.lrangeBuffer(key, 0, -1),
  set: (pipeline, key) => pipeline.smembersBuffer(key),
  zset: (pipeline, key) => pipeline.callBuffer('ZRANGE', key, '0', '-1', 'WITHSCORES'),
  hash: (pipeline, key) => pipeline.hgetallBuffer(key),
  stream: (pipeline, key) => pipeline.xrangeBuffer(key, '-', '+'),
};

async function inOneGo(
  connection: Redis,
  keys: Buffer[],
  add: (pipeline: ChainableCommander, key: Buffer, i: number) => unknown,
): Promise<unknown[]> {
  const pipeline = connection.pipeline();
  for (const [i, key] of keys.entries()) add(pipeline, key, i);
  return ((await pipeline.exec()) ?? []).map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}

function text(part: unknown): string {
  if (Buffer.isBuffer(part)) return part.toString('latin1');
  return Array.isArray(part) ? JSON.stringify(part.map(text)) : String(part);
}

function inPairs(parts: readonly string[]): string[] {
  return parts.flatMap((part, i) => (i % 2 === 0 ? [JSON.stringify([part, parts[i + 1]])] : []));
}
