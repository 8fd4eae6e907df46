/**
 * How well `validate --chart` knows charts that this project has never seen: `make bench-charts CHARTS="DIR…"`. For each chart it prints what
 * its own values and CI values are said to have wrong, and how many of a hundred seeded mistakes are found at their line. It judges
 * nothing; docs/values.md has a table. With `--all` every finding and every mistake that isn't found is printed.
 */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import type { ForeignChart } from './charts/chart';
import { openChart } from './charts/open-chart';
import { type ChartContext, type ValuesFile, validateFiles } from './check/validate';
import { formatText } from './findings';
import { processIo } from './io';
import { seededMistakes } from './testing/seeded-mistakes';

const MISTAKES = 100;

/** One row of the table. @param say takes a line about each finding and each mistake that isn't found */
async function measure(folder: string, cache: string, say: (line: string) => void): Promise<string> {
  const start = performance.now();
  const chart = openChart(folder, { ...processIo(), env: { HOME: cache } });
  const known = chart.known() as ForeignChart;
  const context: ChartContext = {
    schema: chart.schema,
    validator: await chart.validator(),
    knowledge: chart.knowledge,
    defaults: chart.defaults(),
    subcharts: chart.subcharts().trees,
    known,
  };
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const files = ownFiles(folder);
  const findings = files.flatMap((file) => validateFiles([file], context));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  for (const one of findings) say(formatText(one));
  const found = (everywhere: boolean) => {
    const seeded = seededMistakes(files, known.tree, MISTAKES, everywhere);
    const missed = seeded.filter(({ line, text }) => {
      const said = validateFiles([{ name: 'seeded.yaml', bytes: text }], context);
      return !said.some(({ place }) => place.line === line);
    });
    for (const { what } of missed) say(`missed: ${what}`);
    return `${seeded.length - missed.length} of ${seeded.length}`;
  };
  const { name, version } = parse(readFileSync(path.join(folder, 'Chart.yaml'), 'utf8')) as Record<string, string>;
  const cells = [
    `${name} ${version}`,
    files.length,
    errors,
    findings.length - errors,
    found(false),
    found(true),
    `${seconds} s`,
  ];
  return `| ${cells.join(' | ')} |\n`;
}

const HEAD = `| chart | files | errors | warnings | found where the chart knows its keys | found in any map | first look |
|---|---|---|---|---|---|---|
`;

/** Its values.yaml, the files that its CI installs with, and examples. */
function ownFiles(folder: string): ValuesFile[] {
  const patterns = ['values.yaml', '*-values.yaml', 'values-*.yaml', 'ci/*.yaml', 'ci/**/*values*.yaml'];
  const examples = ['examples/**/*values*.yaml', 'docs/examples/**/values.yaml', 'tests/**/values*.yaml'];
  const names = [...new Set(globSync([...patterns, ...examples, 'sample-values/*.yaml'], { cwd: folder }))].sort();
  return names.map((name) => ({ name: path.join(folder, name), bytes: readFileSync(path.join(folder, name)) }));
}

async function main(args: readonly string[]): Promise<void> {
  const folders = args.filter((one) => !one.startsWith('--'));
  if (folders.length === 0 || !folders.every((one) => existsSync(path.join(one, 'Chart.yaml'))))
    throw new Error('takes the folders of charts, with their subcharts in charts/: make bench-charts CHARTS="DIR…"');
  const say = args.includes('--all') ? (line: string) => void process.stdout.write(`  ${line}\n`) : () => undefined;
  const cache = mkdtempSync(path.join(tmpdir(), 'bench-charts-'));
  try {
    const rows: string[] = [];
    for (const folder of folders) rows.push(await measure(folder, cache, say));
    process.stdout.write(HEAD + rows.join(''));
  } finally {
    rmSync(cache, { recursive: true });
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`bench-charts: ${error.message}\n`);
  process.exitCode = 1;
});
