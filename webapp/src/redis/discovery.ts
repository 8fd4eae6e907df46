/** Which addresses the replicas have now. */
import { lookup } from 'node:dns/promises';
import type { RedisTarget } from '../config/redis-url';

/** One replica to connect to. */
export interface Endpoint {
  readonly target: RedisTarget;
  /** Set when the target's host name stands for several nodes. */
  readonly address: string | undefined;
  /** The same for the same node at each look-up. */
  readonly key: string;
}

export type Lookup = (host: string) => Promise<{ address: string; family: number }[]>;

// The system's resolver, because dns.resolve4 ignores /etc/hosts and search domains, which short Service names need.
const systemLookup: Lookup = (host) => lookup(host, { all: true });

/**
 * Finds the replicas: every address of a single target's host, or each target of a list as it stands.
 *
 * @throws the resolver's error, such as ENOTFOUND
 */
export async function findReplicas(
  targets: readonly RedisTarget[],
  resolve: Lookup = systemLookup,
): Promise<Endpoint[]> {
  const [only] = targets;
  if (only === undefined || targets.length > 1) {
    return targets.map((target) => ({ target, address: undefined, key: `${target.host}:${target.port}` }));
  }
  const found = await resolve(only.host);
  // A dual-stack pod has an address of each family. Connecting to both would give it twice its share.
  const family = found[0]?.family;
  const addresses = new Set(found.filter((each) => each.family === family).map((each) => each.address));
  return [...addresses].map((address) => ({ target: only, address, key: `${address}:${only.port}` }));
}
