/** Sentinel: which node is the primary, and which ones replicate it. */
import { Redis } from 'ioredis';
import type { RedisConfig, SentinelConfig } from '../config/config';
import type { RedisTarget } from '../config/redis-url';
import type { Endpoint } from './discovery';
import { ignoreLaterErrors } from './later-errors';
import { type ConnectionOptions, retryDelayMs } from './options';

/** What follows the primary: the client asks Sentinel anew for each connection. */
export function sentinelOptions(
  { nodes, masterSet }: SentinelConfig,
  primary: RedisTarget,
  config: RedisConfig,
): ConnectionOptions {
  return {
    sentinels: nodes.map(({ host, port }) => ({ host, port })),
    name: masterSet,
    role: 'master',
    // It makes ioredis ask the next Sentinel when the node turns out not to be the primary.
    enableReadyCheck: true,
    updateSentinels: false,
    sentinelRetryStrategy: retryDelayMs,
    sentinelCommandTimeout: config.commandTimeoutMs,
    ...(primary.username === undefined ? {} : { sentinelUsername: primary.username }),
    ...(primary.password === undefined ? {} : { sentinelPassword: primary.password }),
    ...(primary.tls ? { tls: trusted(config), sentinelTLS: trusted(config), enableTLSForSentinelMode: true } : {}),
  };
}

/**
 * Asks the Sentinels, one after the other until one replies, for the replicas that it doesn't hold for down.
 *
 * @throws Error with the last Sentinel's reason when none replies
 */
export async function findReplicasBySentinel(
  { nodes, masterSet }: SentinelConfig,
  config: RedisConfig,
): Promise<Endpoint[]> {
  let reason = '';
  for (const node of nodes) {
    try {
      return endpoints(await ask(node, masterSet, config), config.primary);
    } catch (error) {
      reason = `Sentinel ${node.host}:${node.port}: ${(error as Error).message}`;
    }
  }
  throw new Error(reason);
}

// --- internal ---

function trusted({ tlsCa }: RedisConfig): { ca?: string[] } {
  return tlsCa === undefined ? {} : { ca: [...tlsCa] };
}

async function ask(
  { host, port }: SentinelConfig['nodes'][number],
  masterSet: string,
  config: RedisConfig,
): Promise<string[][]> {
  const { username, password, tls } = config.primary;
  const client = new Redis({
    host,
    port,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: trusted(config) } : {}),
    protocol: 2,
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: config.connectTimeoutMs,
    commandTimeout: config.commandTimeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  ignoreLaterErrors(client);
  let failure: Error | undefined;
  client.on('error', (error: Error) => {
    failure = error;
    // As in node.ts: a second error of the same socket.
    client.stream?.on('error', () => {});
  });
  try {
    await client.connect();
    return (await client.call('SENTINEL', 'REPLICAS', masterSet)) as string[][];
  } catch (error) {
    throw failure ?? error;
  } finally {
    client.disconnect();
  }
}

// Each replica is a list of names and values in turn.
function endpoints(replies: string[][], primary: RedisTarget): Endpoint[] {
  const found: Endpoint[] = [];
  for (const reply of replies) {
    const fields = new Map<string, string>();
    for (let i = 0; i + 1 < reply.length; i += 2) fields.set(reply[i] as string, reply[i + 1] as string);
    const host = fields.get('ip');
    const port = Number(fields.get('port'));
    if (!host || !port || /\b(s_down|o_down)\b/.test(fields.get('flags') ?? '')) continue;
    found.push({ target: { ...primary, host, port }, address: undefined, key: `${host}:${port}` });
  }
  return found;
}
