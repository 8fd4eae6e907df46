import { Redis } from 'ioredis';
import { LOOPBACK } from './part';

/** Far more than a Redis takes that doesn't hang, on a busy machine too. */
const LIMIT_MS = 10_000;

/**
 * Runs `work` with a connection to one local Redis node, which is closed afterwards. Fails fast: no retries.
 * @param port where the node listens on 127.0.0.1
 */
export async function withRedis<T>(port: number, password: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({
    host: LOOPBACK,
    port,
    password,
    lazyConnect: true,
    connectTimeout: LIMIT_MS,
    commandTimeout: LIMIT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Errors reach the caller through the commands; without a listener ioredis also prints them.
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** The fields of `INFO replication`: role, master_link_status, connected_slaves, … */
export async function replicationInfo(port: number, password: string): Promise<Record<string, string>> {
  return infoFields(await withRedis(port, password, (redis) => redis.info('replication')));
}

/** The fields of a reply to INFO. */
export function infoFields(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}
