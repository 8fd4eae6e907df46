/** How far a replica is behind, in bytes of history and in time, told from what the primary was seen to reach when. */
import type { ReplicationInfo } from './replication-info';

export interface Lag {
  /** Undefined while the primary was not seen on this replica's history. */
  readonly bytes: number | undefined;
  /** Age of the state that the replica shows, 0 while it is in step. */
  readonly seconds: number | undefined;
}

interface Sample {
  readonly atMs: number;
  readonly offset: number;
}

/** Enough for an hour of lag at one sample a second; older lags are told as this old. */
const MAX_SAMPLES = 3600;

/**
 * Remembers the primary's offsets. `master_last_io_seconds_ago` can't serve here: it is up to 10 s on an idle link, and
 * 0 on a link whose replica is far behind.
 */
export class LagTracker {
  private samples: Sample[] = [];
  private replid: string | undefined;

  /** Records where the primary stood. */
  primaryAt(info: ReplicationInfo, nowMs: number): void {
    if (info.replid !== this.replid) {
      this.replid = info.replid;
      this.samples = [];
    }
    if (this.samples.at(-1)?.offset === info.offset) return;
    this.samples.push({ atMs: nowMs, offset: info.offset });
    if (this.samples.length > MAX_SAMPLES) this.samples.shift();
  }

  /** @param info what a replica reported after the primary was last recorded, so that it is never made out worse */
  lagOf(info: ReplicationInfo, nowMs: number): Lag {
    const newest = this.samples.at(-1);
    if (newest === undefined || info.replid !== this.replid) return { bytes: undefined, seconds: undefined };
    const missed = this.firstAfter(info.offset);
    return {
      bytes: Math.max(0, newest.offset - info.offset),
      seconds: missed === undefined ? 0 : (nowMs - missed.atMs) / 1000,
    };
  }

  // --- internal ---

  private firstAfter(offset: number): Sample | undefined {
    let low = 0;
    let high = this.samples.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.samples[middle]?.offset ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return this.samples[low];
  }
}
