/**
 * How long something is really so that an alert tells of, asked of the parts themselves.
 *
 * Waiting times are a fraction of the chart's here, and a failover isn't any quicker for it: on a busy machine it can take longer than an
 * alert waits, which is right to fire then.
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface Lasting {
  /** The alert that tells of it. */
  name: string;
  /** The alert may fire once it has lasted so many milliseconds. */
  fromMs: number;
  /** Whether it is so now. While that can't be asked, the last answer counts. */
  isSo: () => Promise<boolean>;
}

/** Looks again and again while something goes on, however it ends. @returns its result, and the alerts that were right to fire; prints for how long it was so */
export async function watched<T>(
  all: readonly Lasting[],
  work: () => Promise<T>,
): Promise<{ result: T; right: string[] }> {
  const over = new AbortController();
  const looks = all.map((each) => longestMs(each, over.signal));
  let lasted: number[] = [];
  let result: T;
  try {
    result = await work();
  } finally {
    over.abort();
    lasted = await Promise.all(looks);
  }
  const right = all.filter(({ name, fromMs }, at) => {
    const ms = lasted[at] ?? 0;
    if (ms >= fromMs) console.log(`${name} may fire: what it tells of lasted ${(ms / 1000).toFixed(1)} s`);
    return ms >= fromMs;
  });
  return { result, right: right.map(({ name }) => name) };
}

// --- internal ---

const POLL_MS = 100;

/** For how long on end it was so at most, from before the first look that found it to after the last. */
async function longestMs({ isSo }: Lasting, over: AbortSignal): Promise<number> {
  let longest = 0;
  let sinceMs: number | undefined;
  while (!over.aborted) {
    const startMs = performance.now();
    const answer = await isSo().catch(() => undefined);
    if (answer === true) sinceMs ??= startMs;
    if (sinceMs !== undefined) longest = Math.max(longest, performance.now() - sinceMs);
    if (answer === false) sinceMs = undefined;
    await delay(POLL_MS);
  }
  return longest;
}
