/** Many runs as one row. */
import type { Costs } from '../budgets';
import { newestAlike } from './alike';
import type { Circumstances, Result } from './result';

export interface Summary {
  fault: string;
  circumstances: Circumstances;
  runs: number;
  failedRuns: number;
  /** Date of the newest run, without its time. */
  date: string;
  outageP50Ms: number;
  /** The worst run in each. */
  max: Costs;
  /** Acknowledged writes of all runs, and those of them that were lost. */
  acknowledged: number;
  lost: number;
  lostSpanMs: number;
  /** Alerts that fired in any run; undefined when nobody looked in any. */
  alerts: string[] | undefined;
}

/**
 * One summary for each fault and topology: of the runs that share the circumstances of the newest one.
 * @param results in any order
 */
export function summarize(results: readonly Result[]): Summary[] {
  return newestAlike(results, ({ fault, circumstances }) => `${fault} ${circumstances.topology}`).map(summaryOf);
}

/** The middle one; of an even number the lower of the two, so that it is a value that was measured. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

// --- internal ---

/** @param runs at least one, the newest first, all with the same circumstances */
function summaryOf(runs: readonly [Result, ...Result[]]): Summary {
  const [newest] = runs;
  const sum = (figureOf: (run: Result) => number) => runs.reduce((total, run) => total + figureOf(run), 0);
  const names = Object.keys(newest.costs) as (keyof Costs)[];
  const worst = (name: keyof Costs) => Math.max(...runs.map(({ costs }) => costs[name]));
  const looked = runs.filter(({ alerts }) => alerts !== undefined);
  return {
    fault: newest.fault,
    circumstances: newest.circumstances,
    runs: runs.length,
    failedRuns: runs.filter(({ problems }) => problems.length > 0).length,
    date: newest.date.slice(0, 10),
    outageP50Ms: median(runs.map(({ costs }) => costs.outageMs)),
    max: Object.fromEntries(names.map((name) => [name, worst(name)])) as unknown as Costs,
    acknowledged: sum(({ acknowledged }) => acknowledged),
    lost: sum(({ costs }) => costs.lost),
    lostSpanMs: Math.max(...runs.map(({ lostSpanMs }) => lostSpanMs)),
    alerts: looked.length === 0 ? undefined : [...new Set(looked.flatMap(({ alerts }) => alerts ?? []))].sort(),
  };
}
