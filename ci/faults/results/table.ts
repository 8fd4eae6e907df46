/** The table of docs/faults.md. */
import { budgetOf } from '../budgets';
import { FAULTS } from '../faults';
import type { Circumstances } from './result';
import type { Summary } from './summary';

/** One row for each fault and topology, in the order of the faults; a fault without a run has a row that says so. */
export function faultsTable(summaries: readonly Summary[]): string {
  const head =
    '| scenario | what happens | writes: outage p50 / max (budget) | failed reads | acknowledged writes lost | alert | runs | versions |\n';
  const rows = FAULTS.flatMap(({ name, title, what }) => {
    const known = summaries.filter(({ fault }) => fault === name);
    if (known.length === 0) return [row([title, what, 'not run', '', '', '', '0', ''])];
    return known.map((summary) => row([title, what, ...cells(summary)]));
  });
  return `${head}|---|---|---|---|---|---|---|---|\n${rows.join('')}`;
}

/** Milliseconds as seconds with one decimal. */
export const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** Cells as a row. */
export const row = (texts: readonly string[]) =>
  `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |\n`;

/** What the runs were made with, for a cell. */
export const versionsOf = (c: Circumstances) =>
  `chart ${c.chartVersion} (${c.chartDigest}), ${c.image}, ${c.topology}, Kubernetes ${c.kubernetes}, Redis ${c.redis}`;

// --- internal ---

function cells(summary: Summary): string[] {
  const { circumstances: c, max, runs, failedRuns } = summary;
  const budget = budgetOf(summary.fault, c.topology.includes('Sentinel')).outageMs;
  const span = summary.lost > 0 ? `, within ${seconds(summary.lostSpanMs)}` : '';
  return [
    `${seconds(summary.outageP50Ms)} / ${seconds(max.outageMs)}${budget === undefined ? '' : ` (${seconds(budget)})`}`,
    max.failedReads === 0 ? '0' : `up to ${max.failedReads} in a run`,
    `${summary.lost} of ${summary.acknowledged}${span}`,
    summary.alerts === undefined ? 'not looked at' : summary.alerts.join(', ') || 'none',
    `${runs}${failedRuns > 0 ? `, ${failedRuns} over budget` : ''}, ${summary.date}`,
    versionsOf(c),
  ];
}
