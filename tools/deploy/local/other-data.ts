import { existsSync, readdirSync } from 'node:fs';
import type { Part } from './part';
import type { StateFolder } from './state';
import { newestIn } from './webapp-build';

/**
 * What the user should know when Redis starts without data while the folder holds data of other parts: of a fixed primary and its
 * replicas, or of nodes with Sentinel. As on a cluster, one doesn't take over the other's.
 * @param redis the Redis that are about to start
 * @returns '' when there is nothing to say
 */
export function otherDataRemark(state: StateFolder, redis: readonly Part[]): string {
  const own = new Set(redis.map(({ name }) => name));
  const folder = state.path('data');
  const holding = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.startsWith('redis-') && newestIn(state.path('data', name)) > 0)
    .sort();
  if (holding.length === 0 || holding.some((name) => own.has(name))) return '';
  return `Redis starts empty. What it held with other values stays in ${folder} (${holding.join(', ')}): those values bring it back.`;
}
