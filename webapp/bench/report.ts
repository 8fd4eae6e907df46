/** The benchmark's tables. */
import { cpus } from 'node:os';
import type { Measured, WorkloadResult } from './results';
import { ratios, type Spread, spreadOf } from './statistics';

/** What the service promises, against the yardstick unless said otherwise. Printed beside what was measured. */
const GOALS = [
  { workload: 'GET', figure: 'throughput', against: 'node:http', atLeast: 0.75 },
  { workload: 'GET', figure: 'throughput', against: 'express', atLeast: 2 },
  { workload: 'PUT', figure: 'throughput', against: 'node:http', atLeast: 0.6 },
  { workload: 'GET', figure: 'p99 at half load', against: 'node:http', atMost: 2 },
] as const;

export function heading(rounds: number, seconds: number): string {
  const [cpu] = cpus();
  return (
    `Node ${process.version}, ${cpu?.model}; server on one core, Redis and load generator on another\n` +
    `${rounds} rounds of ${seconds} s, contenders in turn; median (least to most)\n`
  );
}

export function throughputTable({ workload, measured }: WorkloadResult): string {
  const rows = measured.map((each) => [
    each.name,
    spread(spreadOf(each.requestsPerSecond), 0),
    `${Math.round(spreadOf(each.load).median * 100)} %`,
    spreadOf(each.cpuMicros).median.toFixed(1),
    ...measured.slice(1).map((other) => ratio(each, other, 'requestsPerSecond')),
  ]);
  const head = ['', 'requests/s', 'of its core', 'CPU µs each', ...measured.slice(1).map(({ name }) => `× ${name}`)];
  return `\n${workload.title}, 64 connections\n${table([head, ...rows])}`;
}

export function latencyTable({ workload, measured, rate = 0 }: WorkloadResult): string {
  const rows = measured.map((each) => [
    each.name,
    spread(spreadOf(each.rate), 0),
    spread(spreadOf(each.p50Ms), 2),
    spread(spreadOf(each.p99Ms), 2),
    ...measured.slice(1).map((other) => ratio(each, other, 'p99Ms')),
  ]);
  const head = ['', 'requests/s', 'p50 ms', 'p99 ms', ...measured.slice(1).map(({ name }) => `p99 × ${name}`)];
  return `\n${workload.title}, about ${Math.round(rate)} requests/s\n${table([head, ...rows])}`;
}

/** Each goal whose two sides were measured. */
export function verdicts(results: readonly WorkloadResult[]): string {
  const lines: string[] = [];
  for (const goal of GOALS) {
    const { measured = [] } = results.find(({ workload }) => workload.name === goal.workload) ?? {};
    const own = measured.find(({ name }) => name === 'webapp');
    const other = measured.find(({ name }) => name === goal.against);
    const figure = goal.figure === 'throughput' ? 'requestsPerSecond' : 'p99Ms';
    if (own === undefined || other === undefined || own[figure].length === 0) continue;
    const { median } = ratios(own[figure], other[figure]);
    const wanted = 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`;
    const met = 'atLeast' in goal ? median >= goal.atLeast : median <= goal.atMost;
    const what = `${goal.workload} ${goal.figure}`;
    lines.push(`${met ? 'met   ' : 'MISSED'} ${what}: ${median.toFixed(2)} × ${goal.against} (goal: ${wanted})\n`);
  }
  return lines.length > 0 ? `\n${lines.join('')}` : '';
}

// --- internal ---

function ratio(one: Measured, other: Measured, figure: 'requestsPerSecond' | 'p99Ms'): string {
  return one === other ? '1' : spread(ratios(one[figure], other[figure]), 2);
}

function spread({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return `${rows.map((row) => `  ${line(row)}`.trimEnd()).join('\n')}\n`;
}
