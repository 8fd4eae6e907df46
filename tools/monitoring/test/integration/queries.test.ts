import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { type Stack, up, waitFor } from '../../../deploy/local';
import { LIMIT_MS, StackFolder } from '../../../deploy/local/testing/stack-folder';
import { PROJECT_ROOT } from '../../../values/io';
import { EXCLUSIONS, LABEL_EXCLUSIONS } from '../../dashboards/exclusions';
import { dashboards } from '../../dashboards/index';
import { type FoundQuery, panelQueries, panelThresholds } from '../../dashboards/inspect';
import { exportedNames, fillVariables, groupingLabels, metricNames, selectorsOf } from '../../dashboards/promql';
import { sourceRules } from '../../rules/rules';
import { activeRules, allSeries, instantQuery } from './prometheus-api';
import { everyRequest, refusedWrite, wrongPassword } from './traffic';

const VARIABLES = {
  namespace: 'iacproject',
  release: 'tme1crv',
  redis: 'tme1crv-redis-metrics',
  __rate_interval: '30s',
};
let here: StackFolder;
let stack: Stack;

before(async () => {
  here = await StackFolder.create();
  stack = await up(here.options());
  await everyRequest(stack);
  await refusedWrite(stack);
  await wrongPassword(stack);
});

after(() => here.remove());

test('every query of every panel, and every selector of every rule, returns data', async () => {
  const rules = await activeRules(stack.urls.prometheus);
  const queries: FoundQuery[] = [
    ...dashboards()
      .flatMap(panelQueries)
      .map(({ where, expr }) => ({ where, expr: fillVariables(expr, VARIABLES) })),
    ...rules.filter(({ type }) => type === 'recording').map(({ name, query }) => ({ where: name, expr: query })),
    // An alert's expression returns something only while it fires: what it looks at has to be there.
    ...rules.filter(({ type }) => type === 'alerting').flatMap(({ name, query }) => selectors(name, query)),
  ];
  const empty = await stillEmpty(queries);
  const unexplained = empty.filter((query) => exclusionOf(query) === undefined);
  assert.deepEqual(unexplained, []);
  // Some have data now and then (a pending alert, a newer exporter), but an entry that no query fits any more has to go.
  const stale = EXCLUSIONS.filter(({ match }) => !queries.some(({ expr }) => match.test(expr)));
  assert.deepEqual(stale, []);
  console.log(`${queries.length} queries, ${empty.length} without data for a reason`);
});

test('every label that a rule or panel asks for, groups or joins by is one that its metrics have', async () => {
  const labels = new Map<string, Set<string>>();
  for (const series of await allSeries(stack.urls.prometheus)) {
    const known = labels.get(series['__name__'] ?? '') ?? new Set();
    for (const label of Object.keys(series)) known.add(label);
    labels.set(series['__name__'] ?? '', known);
  }
  const rules = await activeRules(stack.urls.prometheus);
  const queries: FoundQuery[] = [
    ...dashboards().flatMap(panelQueries),
    ...rules.map(({ name, query }) => ({ where: name, expr: query })),
  ];
  const problems = queries.flatMap(({ where, expr }) => {
    const present = metricNames(expr).filter((metric) => labels.has(metric));
    const any = new Set(present.flatMap((metric) => [...(labels.get(metric) ?? [])]));
    return [
      ...selectorsOf(expr)
        .filter(({ metric }) => labels.has(metric))
        .flatMap(({ metric, labels: asked }) =>
          asked
            .filter((label) => !labels.get(metric)?.has(label))
            .map((label) => `${where}: ${metric} has no ${label}`),
        ),
      ...(present.length === 0 ? [] : groupingLabels(expr).filter((label) => !any.has(label))).map(
        (label) => `${where}: nothing in it has a label ${label}`,
      ),
    ];
  });
  assert.deepEqual(
    problems.filter((problem) => !LABEL_EXCLUSIONS.some(({ match }) => match.test(problem))),
    [],
  );
  const missing = new Set(queries.flatMap(({ expr }) => metricNames(expr).filter((metric) => !labels.has(metric))));
  const unexplained = [...missing].filter((metric) => exclusionOf({ where: '', expr: `${metric}{` }) === undefined);
  assert.deepEqual(unexplained, []);
});

test('every label in a panel’s legend has a value', async () => {
  const withLabels = dashboards()
    .flatMap(panelQueries)
    .map((query) => ({
      ...query,
      labels: [...(query.legend ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label),
    }))
    .filter(({ labels }) => labels.length > 0);
  assert.ok(withLabels.length > 0);
  for (const { where, expr, labels } of withLabels) {
    // That it has data, or a reason to have none, is the test above.
    for (const { metric } of await instantQuery(stack.urls.prometheus, fillVariables(expr, VARIABLES))) {
      for (const label of labels) assert.ok(metric[label ?? ''], `${where}: no ${label} in ${JSON.stringify(metric)}`);
    }
  }
});

test('the line in a panel is where its alert begins', async () => {
  const rules = await activeRules(stack.urls.prometheus);
  const lines = dashboards().flatMap(panelThresholds);
  assert.ok(lines.length > 0);
  for (const { where, alert, threshold } of lines) {
    const queries = rules.filter(({ name }) => name === alert).map(({ query }) => query);
    const limits = queries.flatMap((query) => [...query.matchAll(LIMIT)].map(([, number]) => Number(number)));
    assert.ok(limits.includes(threshold), `${where}: ${threshold} is no limit of ${alert}: ${queries.join('\n')}`);
  }
});

test('every rule is healthy; how long all take, and how many series there are at the default size', async () => {
  const rules = await activeRules(stack.urls.prometheus);
  assert.deepEqual(
    rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`),
    [],
  );
  // The median of a minute: a single evaluation tells more of the machine than of the rules.
  const [median] = await instantQuery(
    stack.urls.prometheus,
    'sum(quantile_over_time(0.5, prometheus_rule_group_last_duration_seconds[1m]))',
  );
  const seconds = Number(median?.value[1]);
  const series = await seriesAtDefaultSize();
  console.log(
    `${rules.length} rules evaluate in ${(seconds * 1000).toFixed(1)} ms; ${series} series at the default size`,
  );
  assert.ok(series < MAX_SERIES, `${series} series`);
});

test('the list of exported metrics that the unit tests check against is true', async () => {
  const urls = [stack.urls.metrics, ...here.ports.exporters.map((port) => `http://127.0.0.1:${port}/metrics`)];
  const texts = await Promise.all(
    [...urls, `${stack.urls.prometheus}/metrics`].map(async (url) => (await fetch(url)).text()),
  );
  const live = new Set(texts.flatMap((text) => [...exportedNames(text)]));
  const listed = exportedNames(readFileSync(join(__dirname, '..', '..', 'testdata', 'exported-metrics.txt'), 'utf8'));
  const used = new Set([
    ...dashboards().flatMap((dashboard) => panelQueries(dashboard).flatMap(({ expr }) => metricNames(expr))),
    ...sourceRules().flatMap(({ expr }) => metricNames(expr)),
  ]);
  const gone = [...listed].filter((name) => used.has(name) && !live.has(name));
  assert.deepEqual(
    gone.filter((name) => exclusionOf({ where: '', expr: `${name}{` }) === undefined),
    [],
  );
});

test('nothing fires on a stack that just came up', async () => {
  const firing = await instantQuery(stack.urls.prometheus, 'ALERTS{alertstate="firing"}');
  assert.deepEqual(
    firing.map(({ metric }) => metric['alertname']),
    [],
  );
});

// --- internal ---

const MAX_SERIES = 3_000;

/** What a rule compares with, or multiplies its budget by. */
const LIMIT = /[<>]=?\s*(?:on \([^)]*\)\s*)?(?:group_left \([^)]*\)\s*)?(\d[\d.]*(?:e[+-]?\d+)?)/g;

/** What all targets of the chart's default values export, and what the rules make of it: one of each kind runs here. */
async function seriesAtDefaultSize(): Promise<number> {
  const count = async (selector: string) => {
    const [sample] = await instantQuery(stack.urls.prometheus, `count(${selector})`);
    return Number(sample?.value[1] ?? 0);
  };
  const values = parse(readFileSync(join(PROJECT_ROOT, 'chart', 'values.yaml'), 'utf8'));
  const webapp = await count('{job="tme1crv-webapp"}');
  const primary = await count('{pod="tme1crv-redis-master-0"}');
  const replica = await count('{pod="tme1crv-redis-replicas-0"}');
  const made = await count('{__name__=~"tme1crv:.+"}');
  return webapp * values.webapp.replicas + primary + replica * values.redis.replica.replicaCount + made;
}

/** The queries that return nothing even after a while: series need two scrapes before they have a rate. */
async function stillEmpty(queries: FoundQuery[]): Promise<FoundQuery[]> {
  let left = queries;
  await waitFor(
    async () => {
      const results = await Promise.all(left.map(({ expr }) => instantQuery(stack.urls.prometheus, expr)));
      left = left.filter((_, index) => results[index]?.length === 0);
      return left.every((query) => exclusionOf(query) !== undefined);
    },
    { what: 'data', timeoutMs: LIMIT_MS, intervalMs: 1_000 },
  ).catch(() => {});
  return left;
}

function exclusionOf({ expr }: FoundQuery) {
  return EXCLUSIONS.find(({ match }) => match.test(expr));
}

/** Every `metric{…}` in an expression, as a query of its own. */
function selectors(name: string, expr: string): FoundQuery[] {
  const found = expr.match(/[a-zA-Z_:][a-zA-Z0-9_:]*\{[^}]*\}/g) ?? [];
  return [...new Set(found)].map((selector) => ({ where: name, expr: selector }));
}
