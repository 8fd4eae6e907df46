/**
 * Tests the chart's alert rules as they are rendered: `ts-node main.ts [WORDS]`; with words only the cases whose file and name have them.
 *
 * Two releases are rendered and put into one Prometheus; in each case of *.test.yaml exactly the named alerts fire. Each case in which one fires is tried
 * once more in a Prometheus that has the same release of two clusters, of which only one changes: exactly the same alerts fire, for that
 * cluster alone. Fails, too, when an alert lacks a firing or a silent case.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { findBinaries } from '../../deploy/binaries';
import { findHelm } from '../../deploy/binaries/helm';
import { copyChartAlone } from '../../deploy/chart-alone';
import { reportFailure, StackError } from '../../deploy/errors';
import { type Manifest, parseManifests } from '../../deploy/manifests';
import { run, runOrFail } from '../../deploy/run';
import { PROJECT_ROOT } from '../../values/io';
import { alertProblems, alertsById, scrapeInterval } from './alerts';
import { type Case, promtoolTest } from './case';
import { report } from './report';
import { ruleGroups } from './rules';
import type { Healthy } from './stack';

/** Two at a time: each database lives in memory, and small machines have two cores. */
const WORKERS = 2;
const FILES_AT_ONCE = 12;

const BACKUP = ['backup.enabled=true'];

/** The second release is what docs/operations.md advises: its own namespace, and the monitoring stack of the first. */
const SECOND = [
  ...BACKUP,
  ...['kube-prometheus-stack.enabled=false', 'workload.namespace=second', 'redis.namespaceOverride=second'],
  // As many nodes as the other release has: the primary is one of them.
  ...[
    'redis.sentinel.enabled=true',
    'redis.metrics.enabled=false',
    'redis.sentinel.quorum=3',
    'redis.replica.replicaCount=4',
  ],
];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    const helm = await findHelm(PROJECT_ROOT);
    const { promtool } = await findBinaries(['promtool']);
    const chart = join(folder, 'chart');
    copyChartAlone(PROJECT_ROOT, chart);
    const render = async (name: string, set: string[]) =>
      parseManifests(
        (await runOrFail(helm, ['template', name, chart, ...set.flatMap((pair) => ['--set', pair])])).stdout,
      );
    const groups = expand(folder, [...(await render('tme1crv', BACKUP)), ...(await render('second', SECOND))]);
    await runOrFail(promtool, ['check', 'rules', '--lint-fatal', 'rules.yaml'], { cwd: folder });
    const cases = readdirSync(folder).filter((name) => name.endsWith('.promtool.yaml'));
    const failures = await testAll(promtool, folder, cases);
    if (failures.length > 0) throw new StackError(failures.join('\n'));
    const rules = groups.flatMap((group) => group.rules).length;
    console.log(`promtool: ${rules} rules, all ${cases.length} cases as expected, with two releases in one Prometheus`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns what promtool says of each case that fails, after the case's name */
async function testAll(promtool: string, folder: string, cases: readonly string[]): Promise<string[]> {
  const failures: string[] = [];
  const batches = Array.from({ length: Math.ceil(cases.length / FILES_AT_ONCE) }, (_, at) =>
    cases.slice(at * FILES_AT_ONCE, (at + 1) * FILES_AT_ONCE),
  );
  const worker = async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const { code, stdout, stderr } = await run(promtool, ['test', 'rules', ...batch], { cwd: folder });
      if (code !== 0) failures.push(named(folder, `${stdout}${stderr}`));
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return failures;
}

/** promtool names the files; each file's first line names its case. */
function named(folder: string, output: string): string {
  return output.replace(
    /\S+\.promtool\.yaml/g,
    (file) => readFileSync(join(folder, file), 'utf8').split('\n')[0] ?? file,
  );
}

/** Writes the rules of the rendered releases and a promtool test for each case. */
function expand(out: string, manifests: readonly Manifest[]) {
  const groups = ruleGroups({ manifests });
  const interval = scrapeInterval(manifests);
  writeFileSync(join(out, 'rules.yaml'), stringify({ groups }));
  const alerts = alertsById(groups);
  const healthy: Healthy = parse(readFileSync(join(__dirname, 'healthy.yaml'), 'utf8'));
  const fires = new Map<string, string[]>();
  const silent = new Map<string, string[]>();
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.test.yaml'))) {
    const { cases }: { cases: Case[] } = parse(readFileSync(join(__dirname, file), 'utf8'));
    // promtool starts a database for each test, so one file for each case costs nothing and names the case that fails.
    cases.forEach((one, index) => {
      for (const alert of one.firing ?? []) fires.set(alert, [...(fires.get(alert) ?? []), one.name]);
      for (const alert of one.silent ?? []) silent.set(alert, [...(silent.get(alert) ?? []), one.name]);
      if (!`${file}: ${one.name}`.includes(process.argv[2] ?? '')) return;
      const name = `${basename(file, '.test.yaml')}-${String(index + 1).padStart(2, '0')}.promtool.yaml`;
      writeFileSync(join(out, name), `# ${file}: ${one.name}\n${stringify(promtoolTest(one, healthy, alerts))}`);
    });
  }
  const problems = [...alerts].flatMap(([id, rule]) => alertProblems(rule, interval).map((each) => `${id}: ${each}`));
  report([...alerts.keys()], fires, silent, problems);
  return groups;
}

main().catch(reportFailure('rules'));
