import { RELEASE } from '../chart';
import type { Topology } from './topology';

/** How a Redis is called: here, and on a cluster in the chart's reference layout. */
export interface RedisName {
  /** "primary", "replica-0"; "node-0" where any may lead. */
  short: string;
  pod: string;
}

/** The names of all Redis, in the order of their ports. */
export function redisNames({ replicas, sentinel }: Pick<Topology, 'replicas' | 'sentinel'>): RedisName[] {
  return Array.from({ length: replicas + 1 }, (_, index) => {
    if (sentinel !== undefined) return { short: `node-${index}`, pod: `${RELEASE}-redis-node-${index}` };
    if (index === 0) return { short: 'primary', pod: `${RELEASE}-redis-master-0` };
    return { short: `replica-${index - 1}`, pod: `${RELEASE}-redis-replicas-${index - 1}` };
  });
}
