import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { down, freePorts, type Ports, type Stack, up, waitFor } from '../../../stack';
import { EXCLUSIONS } from '../../exclusions';
import { dashboards } from '../../index';
import { type FoundQuery, panelQueries } from '../../inspect';
import { exportedNames, fillVariables } from '../../promql';
import { activeRules, instantQuery } from './prometheus-api';
import { everyRequest, refusedWrite, wrongPassword } from './traffic';

const repository = resolve(__dirname, '..', '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'queries-'));
const LIMIT_MS = 60_000;
const VARIABLES = {
  namespace: 'iacproject',
  release: 'tme1crv',
  redis: 'tme1crv-redis-metrics',
  __rate_interval: '30s',
};
let ports: Ports;
let stack: Stack;

before(async () => {
  ports = await freePorts(2);
  stack = await up({
    repository,
    stateFolder: join(folder, 'state'),
    ports: () => ports,
    scrapeInterval: '1s',
    evaluationInterval: '1s',
    ignoreGroupIntervals: true,
    timeoutMs: LIMIT_MS,
    output: { write: () => {} },
  });
  await everyRequest(stack);
  await refusedWrite(stack);
  await wrongPassword(stack);
});

after(async () => {
  await down(join(folder, 'state'));
  rmSync(folder, { recursive: true, force: true });
});

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

test('every rule is healthy, and all of them evaluate fast', async () => {
  const rules = await activeRules(stack.urls.prometheus);
  assert.deepEqual(
    rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`),
    [],
  );
  const seconds = rules.reduce((sum, { evaluationTime }) => sum + evaluationTime, 0);
  const [series] = await instantQuery(stack.urls.prometheus, 'count({job=~"tme1crv-(webapp|redis-metrics)"})');
  console.log(
    `${rules.length} rules evaluate in ${(seconds * 1000).toFixed(1)} ms; ${series?.value[1]} series of the workloads`,
  );
});

test('the list of exported metrics that the unit tests check against is true', async () => {
  const urls = [stack.urls.metrics, ...ports.exporters.map((port) => `http://127.0.0.1:${port}/metrics`)];
  const texts = await Promise.all(
    [...urls, `${stack.urls.prometheus}/metrics`].map(async (url) => (await fetch(url)).text()),
  );
  const live = new Set(texts.flatMap((text) => [...exportedNames(text)]));
  const listed = exportedNames(readFileSync(join(__dirname, '..', '..', 'testdata', 'exported-metrics.txt'), 'utf8'));
  const used = dashboards()
    .flatMap(panelQueries)
    .map(({ expr }) => expr)
    .join('\n');
  const gone = [...listed].filter((name) => used.includes(name) && !live.has(name));
  assert.deepEqual(gone, []);
});

test('nothing fires on a stack that just came up', async () => {
  const firing = await instantQuery(stack.urls.prometheus, 'ALERTS{alertstate="firing"}');
  assert.deepEqual(
    firing.map(({ metric }) => metric['alertname']),
    [],
  );
});

// --- internal ---

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
