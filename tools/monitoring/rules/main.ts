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
import { type Rule, ruleGroups } from './rules';
import { type Clock, promtoolValues, seconds } from './series';
import { change, type Healthy, healthySeries, type Release, type Series, seriesName, type Value } from './stack';

/** Two at a time: each database lives in memory, and small machines have two cores. */
const WORKERS = 2;
const FILES_AT_ONCE = 12;

/** One situation, from a healthy stack with some changes: exactly the named alerts fire, in its release and no other. */
interface Case {
  name: string;
  /** Which release it is about. The default is the fixed primary with its replicas. */
  topology?: 'sentinel';
  /** Series and their values, as in series.ts. */
  change?: Record<string, Value>;
  /** When to look. The default is 20m. */
  at?: string;
  /** Time between scrapes. The default is 30s, twice the chart's; cases over hours take a longer one. */
  every?: string;
  firing?: string[];
  /** Alerts that come close here and have to stay silent. */
  silent?: string[];
}

const RELEASES: Release[] = [
  { name: 'tme1crv', namespace: 'iacproject', prefix: 'tme1crv', redis: 'tme1crv-redis', sentinel: false },
  { name: 'second', namespace: 'second', prefix: 'second-tme1crv', redis: 'second-redis', sentinel: true },
];

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

function promtoolTest(one: Case, healthy: Healthy, alerts: Map<string, Rule>) {
  const about = RELEASES.find(({ sentinel }) => sentinel === (one.topology === 'sentinel')) as Release;
  const changed = (series: Series[]) => {
    for (const [selector, value] of Object.entries(one.change ?? {})) change(series, selector, value);
    return series;
  };
  const both = RELEASES.flatMap((release) => {
    const own = healthySeries(healthy, release);
    return release === about ? changed(own) : own;
  });
  const clusters = [
    ...inCluster('calm', healthySeries(healthy, about)),
    ...inCluster(CHANGED_CLUSTER, changed(healthySeries(healthy, about))),
  ];
  return {
    rule_files: ['rules.yaml'],
    evaluation_interval: one.every ?? '30s',
    tests: [
      expectation(one, both, about.name, alerts),
      ...(inClustersToo(one)
        ? [
            expectation(
              one,
              [...clusters, ...healthySeries(healthy, other(about))],
              about.name,
              alerts,
              CHANGED_CLUSTER,
            ),
          ]
        : []),
    ],
  };
}

const CHANGED_CLUSTER = 'changed';

/** Those in which something fires; not those that take thousands of steps, which have shorter ones beside them. */
function inClustersToo({ firing = [], at = '20m', every = '30s' }: Case): boolean {
  return firing.length > 0 && seconds(at) / seconds(every) <= MAX_CLUSTER_STEPS;
}

const MAX_CLUSTER_STEPS = 200;

const other = (release: Release) => RELEASES.find((one) => one !== release) as Release;

function inCluster(cluster: string, series: readonly Series[]): Series[] {
  return series.map((one) => ({ ...one, labels: { ...one.labels, cluster } }));
}

function expectation(
  one: Case,
  series: readonly Series[],
  release: string,
  alerts: Map<string, Rule>,
  cluster?: string,
) {
  const at = one.at ?? '20m';
  const clock: Clock = { stepSeconds: seconds(one.every ?? '30s'), lengthSeconds: seconds(at) + 60 };
  const where = `release="${release}"${cluster === undefined ? '' : `,cluster="${cluster}"`}`;
  return {
    interval: one.every ?? '30s',
    input_series: series.map((each) => ({ series: seriesName(each), values: promtoolValues(each.value, clock) })),
    promql_expr_test: [
      {
        expr: 'count by (alertname, severity, release, cluster) (ALERTS{alertstate="firing"}) > bool 0',
        eval_time: at,
        exp_samples: (one.firing ?? []).map((id) => ({
          labels: `{alertname="${alerts.get(id)?.alert}",severity="${alerts.get(id)?.labels?.['severity']}",${where}}`,
          value: 1,
        })),
      },
      ...(one.firing ?? []).flatMap((id) => missingLabels(alerts.get(id), at)),
    ],
  };
}

/**
 * An alert without a label that its text names would be sent with a gap in the sentence, and one without `namespace` would
 * be inhibited by alerts of any namespace.
 */
function missingLabels(rule: Rule | undefined, at: string) {
  const text = Object.values(rule?.annotations ?? {}).join('\n');
  const named = [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? '');
  return [...new Set(['namespace', ...named])].map((label) => ({
    expr: `ALERTS{alertname="${rule?.alert}",severity="${rule?.labels?.['severity']}",alertstate="firing",${label}=""}`,
    eval_time: at,
    exp_samples: [],
  }));
}

function report(
  alerts: string[],
  fires: Map<string, string[]>,
  silent: Map<string, string[]>,
  otherProblems: string[],
): void {
  const missing = alerts.flatMap((alert) => [
    ...(fires.has(alert) ? [] : [`${alert} has no case in which it fires`]),
    ...(silent.has(alert) ? [] : [`${alert} has no case in which it comes close and stays silent`]),
  ]);
  const unknown = [...fires.keys(), ...silent.keys()].filter((alert) => !alerts.includes(alert));
  for (const alert of alerts) {
    console.log(`  ${alert}`);
    for (const name of fires.get(alert) ?? []) console.log(`    fires:  ${name}`);
    for (const name of silent.get(alert) ?? []) console.log(`    silent: ${name}`);
  }
  const sum = (cases: Map<string, string[]>) => [...cases.values()].flat().length;
  console.log(`${alerts.length} alerts, ${sum(fires)} firing cases, ${sum(silent)} silent cases`);
  const unknowns = unknown.map((alert) => `a case names ${alert}, which is no alert of this chart`);
  const problems = [...missing, ...unknowns, ...otherProblems];
  if (problems.length > 0) throw new StackError(problems.join('\n'));
}

main().catch(reportFailure('rules'));
