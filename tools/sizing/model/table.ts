/** Which number came from which requirement and which measurement, for a terminal. */
import type { Capacity } from './measurements';
import { optionName } from './options';
import type { Recommendation } from './recommendation';

/** One row a value; what was measured stands in lines of its own below, as several values share it. */
export function planTable(recommendations: readonly Recommendation[], capacity: Capacity): string {
  const notes = [...new Set(recommendations.map(({ measured }) => measured).filter((text) => text !== ''))];
  const rows = recommendations
    .filter(({ value }) => typeof value !== 'object')
    .map(({ path, directive, value, from, measured }) => [
      directive === undefined ? path : `${path}: ${directive}`,
      String(value),
      measured === '' ? '' : `[${notes.indexOf(measured) + 1}]`,
      from.map(optionName).join(' '),
    ]);
  const heading = ['value', 'is', 'by', 'from'];
  const lines = columns([heading, ...rows.map(([path = '', ...rest]) => [shortened(path), ...rest])]);
  const measured = notes.map((note, at) => `[${at + 1}] ${note}`);
  return `${[...lines, '', `measured on a ${capacity.requests.hardware}, ${capacity.requests.date} (docs/capacity.md):`, ...measured].join('\n')}\n`;
}

// --- internal ---

/** Long common starts of the subchart's paths, which leave no room for the rest. */
const SHORT: readonly [string, string][] = [
  ['kube-prometheus-stack.prometheus.prometheusSpec.', '…prometheusSpec.'],
  ['.storageSpec.volumeClaimTemplate.spec.resources.requests.', '.storageSpec…'],
];

const shortened = (path: string) => SHORT.reduce((text, [long, short]) => text.replace(long, short), path);

function columns(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
