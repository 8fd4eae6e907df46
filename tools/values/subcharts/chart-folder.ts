/** A chart in a folder, as Helm loads it. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { type ChartFiles, ChartReader } from './chart-files';
import { ReadLimits } from './read-limits';

/** @throws Error when it holds no chart, or more than a chart does */
export function readChartFolder(folder: string): ChartFiles {
  const limits = new ReadLimits();
  const reader = new ChartReader(limits);
  const walk = (real: string, name: string, above: readonly string[]): void => {
    if (above.length > MAX_DEPTH) throw new Error(`nests folders more than ${MAX_DEPTH} deep at ${name}`);
    // Links to charts beside this one are usual, and Helm follows them; one that leads back up has no end.
    if (above.includes(real)) throw new Error(`${name} is a link to a folder that it is in: the chart holds itself`);
    for (const entry of readdirSync(real).sort()) {
      const inner = `${name}/${entry}`;
      limits.count(inner);
      const file = path.join(real, entry);
      const found = statSync(file, { throwIfNoEntry: false });
      if (found?.isDirectory() && !SKIPPED.has(entry)) walk(realpathSync(file), inner, [...above, real]);
      else if (found?.isFile() && reader.wants(inner)) {
        limits.unpacked(found.size);
        reader.add(inner, readFileSync(file));
      }
    }
  };
  walk(realpathSync(folder), 'chart', []);
  return reader.chart();
}

// --- internal ---

const MAX_DEPTH = 24;
/** Folders that no chart reads, and that may be large. */
const SKIPPED = new Set(['.git', 'node_modules', 'ci', 'tests', 'docs']);
