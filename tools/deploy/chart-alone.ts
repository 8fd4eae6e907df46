/**
 * A copy of the chart without its dependencies: `ts-node chart-alone.ts FOLDER`.
 *
 * `helm template` refuses a chart whose subcharts aren't in charts/. Our own templates must render where the subcharts can't be had, too.
 */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StackError } from './errors';

/**
 * @param repository the project's folder
 * @throws StackError when `target` is there and isn't empty
 */
export function copyChartAlone(repository: string, target: string): void {
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new StackError(`${target} is not empty`, 'Name a new folder.', 2);
  }
  const chart = join(repository, 'chart');
  const left = ['charts', 'Chart.lock'].map((name) => join(chart, name));
  cpSync(chart, target, { recursive: true, filter: (source) => !left.includes(source) });
  const about = join(target, 'Chart.yaml');
  // The dependencies are the last key of Chart.yaml: everything from there on goes.
  writeFileSync(about, readFileSync(about, 'utf8').replace(/^dependencies:[\s\S]*/m, ''));
}

if (require.main === module) copyChartAlone(resolve(__dirname, '../..'), process.argv[2] ?? '');
