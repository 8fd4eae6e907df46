/**
 * Turns the chart's rules and the cases of *.test.yaml into files for promtool:
 *   expand.ts OUT RENDERED…   (RENDERED: what `helm template` printed, a file for each release)
 * Fails when an alert lacks a firing or a silent case. run.sh calls it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { RulesTestError } from './errors';
import { alertProblems, alertsById, type Rule, ruleGroups, scrapeInterval } from './rules';
import { type Clock, promtoolValues, seconds } from './series';
import { change, type Healthy, healthySeries, type Release, seriesName, type Value } from './stack';

/** One situation, from a healthy stack with some changes: exactly the named alerts fire, in this release and no other. */
interface Case {
  name: string;
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
  { name: 'tme1crv', namespace: 'iacproject', prefix: 'tme1crv', redis: 'tme1crv-redis' },
  { name: 'second', namespace: 'second', prefix: 'second-tme1crv', redis: 'second-redis' },
];

function main([out, ...rendered]: string[]): void {
  if (out === undefined || rendered.length === 0) throw new RulesTestError('usage: expand.ts OUT RENDERED…');
  const texts = rendered.map((file) => readFileSync(file, 'utf8'));
  const groups = texts.flatMap(ruleGroups);
  const interval = Math.max(...texts.map(scrapeInterval));
  writeFileSync(join(out, 'rules.yaml'), stringify({ groups }));
  const alerts = alertsById(groups);
  const healthy: Healthy = parse(readFileSync(join(__dirname, 'healthy.yaml'), 'utf8'));
  const fires = new Map<string, string[]>();
  const silent = new Map<string, string[]>();
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.test.yaml'))) {
    const { cases }: { cases: Case[] } = parse(readFileSync(join(__dirname, file), 'utf8'));
    // promtool starts a database for each test, so one file for each case costs nothing and names the case that fails.
    cases.forEach((one, index) => {
      const name = `${basename(file, '.test.yaml')}-${String(index + 1).padStart(2, '0')}.promtool.yaml`;
      writeFileSync(join(out, name), `# ${file}: ${one.name}\n${stringify(promtoolTest(one, healthy, alerts))}`);
      for (const alert of one.firing ?? []) fires.set(alert, [...(fires.get(alert) ?? []), one.name]);
      for (const alert of one.silent ?? []) silent.set(alert, [...(silent.get(alert) ?? []), one.name]);
    });
  }
  const problems = [...alerts].flatMap(([id, rule]) => alertProblems(rule, interval).map((each) => `${id}: ${each}`));
  report([...alerts.keys()], fires, silent, problems);
}

function promtoolTest(one: Case, healthy: Healthy, alerts: Map<string, Rule>) {
  const at = one.at ?? '20m';
  const clock: Clock = { stepSeconds: seconds(one.every ?? '30s'), lengthSeconds: seconds(at) + 60 };
  const [changed, ...others] = RELEASES.map((release) => healthySeries(healthy, release));
  for (const [selector, value] of Object.entries(one.change ?? {})) change(changed ?? [], selector, value);
  const series = [...(changed ?? []), ...others.flat()];
  return {
    rule_files: ['rules.yaml'],
    evaluation_interval: one.every ?? '30s',
    tests: [
      {
        interval: one.every ?? '30s',
        input_series: series.map((each) => ({ series: seriesName(each), values: promtoolValues(each.value, clock) })),
        promql_expr_test: [
          {
            expr: 'count by (alertname, severity, release) (ALERTS{alertstate="firing"}) > bool 0',
            eval_time: at,
            exp_samples: (one.firing ?? []).map((id) => ({
              labels: `{alertname="${alerts.get(id)?.alert}",severity="${alerts.get(id)?.labels?.['severity']}",release="${RELEASES[0]?.name}"}`,
              value: 1,
            })),
          },
          ...(one.firing ?? []).flatMap((id) => missingLabels(alerts.get(id), at)),
        ],
      },
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
  if (problems.length > 0) throw new RulesTestError(problems.join('\n'));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof RulesTestError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
