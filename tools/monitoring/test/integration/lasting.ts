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

const POLL_MS = 100;

/** Looks again and again. */
export class Watch {
  private stopped = false;
  private readonly longest: Promise<number>;

  constructor(readonly lasting: Lasting) {
    this.longest = this.look();
  }

  /** Ends it. @returns for how many milliseconds on end it was so at most, from before the first look that found it to after the last */
  async stop(): Promise<number> {
    this.stopped = true;
    return this.longest;
  }

  private async look(): Promise<number> {
    let longestMs = 0;
    let sinceMs: number | undefined;
    while (!this.stopped) {
      const startMs = performance.now();
      const isSo = await this.lasting.isSo().catch(() => undefined);
      if (isSo === true) sinceMs ??= startMs;
      if (sinceMs !== undefined) longestMs = Math.max(longestMs, performance.now() - sinceMs);
      if (isSo === false) sinceMs = undefined;
      await delay(POLL_MS);
    }
    return longestMs;
  }
}

/** Ends them. @returns the alerts that were right to fire; prints for how long it was so */
export async function rightAlerts(watches: readonly Watch[]): Promise<string[]> {
  const right: string[] = [];
  for (const watch of watches) {
    const { name, fromMs } = watch.lasting;
    const lastedMs = await watch.stop();
    if (lastedMs < fromMs) continue;
    right.push(name);
    console.log(`${name} may fire: what it tells of lasted ${(lastedMs / 1000).toFixed(1)} s`);
  }
  return right;
}
