/** A result in a few lines of text. */
import type { Result } from './results/result';
import { seconds } from './results/table';

export function describeResult(result: Result): string[] {
  const { costs, failures, figures, alerts } = result;
  const span = costs.lost > 0 ? ` within ${seconds(result.lostSpanMs)}` : '';
  const reasons = Object.entries(failures).map(([what, count]) => `${what} ×${count}`);
  const extra = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  return [
    `writes: outage ${seconds(costs.outageMs)}, ${costs.failedWrites} failed over ${seconds(result.disturbedMs)}; acknowledged ${result.acknowledged}, lost ${costs.lost}${span}`,
    `reads: ${costs.failedReads} failed, longest gap ${seconds(costs.readGapMs)}; new connections to the primary: ${costs.failedConnects} failed`,
    `whole again after ${seconds(result.wholeMs)}; restarts ${costs.restarts}${alerts ? `; alerts: ${alerts.join(', ') || 'none'}` : ''}`,
    ...(reasons.length > 0 ? [`failures: ${reasons.join(', ')}`] : []),
    ...(extra.length > 0 ? [extra.join(', ')] : []),
    ...result.problems.map((problem) => `✗ ${problem}`),
  ];
}
