/** What fresh installs showed, and its table in docs/faults.md. */
import { newestAlike } from './alike';
import type { Circumstances } from './result';
import { median } from './summary';
import { row, seconds, versionsOf } from './table';

/** From the call of Helm until every pod is Ready. */
export const READY_BUDGET_MS = 60_000;

export interface InstallResult {
  /** Beginning, ISO 8601. */
  date: string;
  circumstances: Circumstances;
  readyMs: number;
  /** What was not as it has to be, once every pod was Ready; empty: one primary, and all others follow it. */
  problem: string;
}

/** One row for each topology: of the installs that share the circumstances of the newest one. */
export function installsTable(results: readonly InstallResult[]): string {
  const groups = newestAlike(results, topologyOf).sort(([a], [b]) => (topologyOf(a) < topologyOf(b) ? -1 : 1));
  const rows = groups.map((same) => {
    const [{ circumstances, date }] = same;
    const times = same.map(({ readyMs }) => readyMs);
    return row([
      `${same.length}, ${date.slice(0, 10)}`,
      `${same.filter(({ problem }) => problem === '').length}`,
      `${seconds(median(times))} / ${seconds(Math.max(...times))} (${seconds(READY_BUDGET_MS)})`,
      versionsOf(circumstances),
    ]);
  });
  const head =
    '| installs | with one primary that all follow | ready: p50 / max (budget) | versions |\n|---|---|---|---|\n';
  return head + (rows.length > 0 ? rows.join('') : row(['0', '', 'not run', '']));
}

// --- internal ---

const topologyOf = ({ circumstances }: InstallResult) => circumstances.topology;
