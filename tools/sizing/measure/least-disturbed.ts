/** Runs of one day on one machine with the same binaries add up: of each size, the run that got more done counts. */
import type { Capacity, RequestCost } from '../model/measurements';
import type { Measured } from './results';

type Requests = Measured<Capacity['requests']>;

/** For reads and writes by themselves, the figures of the run with the higher throughput; memory is the most of both. */
export function leastDisturbed(before: Requests, now: Requests): Requests {
  const sizes = now.sizes.map((row): RequestCost => {
    const known = before.sizes.find(({ itemBytes }) => itemBytes === row.itemBytes);
    if (!known) return row;
    const read = known.readsPerSecond > row.readsPerSecond ? known : row;
    const write = known.writesPerSecond > row.writesPerSecond ? known : row;
    return {
      itemBytes: row.itemBytes,
      readsPerSecond: read.readsPerSecond,
      writesPerSecond: write.writesPerSecond,
      webappReadMicros: read.webappReadMicros,
      webappWriteMicros: write.webappWriteMicros,
      redisReadMicros: read.redisReadMicros,
      redisWriteMicros: write.redisWriteMicros,
      redisApplyMicros: write.redisApplyMicros,
      webappRssBytes: Math.max(known.webappRssBytes, row.webappRssBytes),
      webappCrowdedRssBytes: Math.max(known.webappCrowdedRssBytes, row.webappCrowdedRssBytes),
    };
  });
  return { restRssBytes: Math.max(before.restRssBytes, now.restRssBytes), sizes };
}
