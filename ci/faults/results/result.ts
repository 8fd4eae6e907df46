/** What one run showed, and under which circumstances. */
import type { Costs } from '../budgets';

/** Runs with the same circumstances add up. */
export interface Circumstances {
  chartVersion: string;
  /** Of the files of chart/ that are installed. */
  chartDigest: string;
  /** Reference and digest of the web app's image. */
  image: string;
  topology: string;
  kubernetes: string;
  redis: string;
}

export interface Result {
  fault: string;
  /** Beginning of the run, ISO 8601. */
  date: string;
  circumstances: Circumstances;
  costs: Costs;
  acknowledged: number;
  /** From the first to the last lost write, in milliseconds. */
  lostSpanMs: number;
  /** From the first to the last write that failed, in milliseconds. */
  disturbedMs: number;
  /** Until there was one primary again with all replicas online, counted from the end of the outage, in milliseconds. */
  wholeMs: number;
  /** How often something failed, by reason. */
  failures: Record<string, number>;
  /** Further figures of this fault alone. */
  figures: Record<string, number>;
  /** Alerts that fired; absent when nobody looked. */
  alerts?: string[];
  /** Why the run failed; empty when it passed. */
  problems: string[];
}

/** Equal where nothing differs. */
export const circumstancesKey = (c: Circumstances) =>
  JSON.stringify([c.chartVersion, c.chartDigest, c.image, c.topology, c.kubernetes, c.redis]);
