/** What the Redis nodes and the Sentinels say of the roles. */
import type { Redis } from 'ioredis';
import { infoFields, withRedis } from '../redis-client';

/** What a Redis says of itself. */
export interface RedisView {
  leads: boolean;
  /** The port of the primary that it follows. */
  follows: number | undefined;
  /** Whether it has all data of that primary. */
  isInStep: boolean;
  keys: number;
}

/** What a Sentinel says. */
export interface SentinelView {
  /** The port of the node that it holds for the primary. */
  names: number;
  /** How many other Sentinels it knows. */
  others: number;
  /** How many replicas it could promote now. */
  promotable: number;
}

/** Asks a Redis. @returns undefined when it doesn't respond */
export function viewRedis(port: number, password: string): Promise<RedisView | undefined> {
  const ask = async (redis: Redis): Promise<RedisView> => {
    const info = infoFields(await redis.info());
    const databases = Object.entries(info).filter(([name]) => /^db\d+$/.test(name));
    const leads = info['role'] === 'master';
    return {
      leads,
      follows: leads ? undefined : Number(info['master_port']),
      isInStep: info['master_link_status'] === 'up',
      keys: databases.reduce((sum, [, value]) => sum + Number(/^keys=(\d+)/.exec(value)?.[1] ?? 0), 0),
    };
  };
  return withRedis(port, password, ask).catch(() => undefined);
}

/** Asks a Sentinel. @returns undefined when it doesn't respond, or watches nobody */
export function viewSentinel(port: number, password: string): Promise<SentinelView | undefined> {
  const ask = async (redis: Redis): Promise<SentinelView | undefined> => {
    const [primary] = fieldsOf(await redis.call('SENTINEL', 'MASTERS'));
    if (primary === undefined) return undefined;
    const replicas = fieldsOf(await redis.call('SENTINEL', 'REPLICAS', primary.get('name') ?? ''));
    const promotable = replicas.filter((one) => one.get('flags') === 'slave' && one.get('slave-priority') !== '0');
    return {
      names: Number(primary.get('port')),
      others: Number(primary.get('num-other-sentinels')),
      promotable: promotable.length,
    };
  };
  return withRedis(port, password, ask).catch(() => undefined);
}

// --- internal ---

/** Each entry of the reply is a list of names and values in turn. */
function fieldsOf(reply: unknown): Map<string, string>[] {
  return (reply as string[][]).map((list) => {
    const fields = new Map<string, string>();
    for (let index = 0; index + 1 < list.length; index += 2) fields.set(`${list[index]}`, `${list[index + 1]}`);
    return fields;
  });
}
