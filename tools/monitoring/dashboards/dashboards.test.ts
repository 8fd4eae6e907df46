import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GridPos, VariableModel as QueryVariable } from '@grafana/grafana-foundation-sdk/dashboard';
import { alertNames, sourceRules } from '../rules/rules';
import { API } from './common';
import { dashboards, generateDashboards } from './index';
import { annotationQueries, panelQueries, panelsOf } from './inspect';
import { CHART } from './links';
import { exportedNames, metricNames } from './promql';

const MAX_BYTES = 100_000;
const MAX_PICTURE_BYTES = 150_000;
const every = dashboards();
const panels = every.flatMap((dashboard) =>
  panelsOf(dashboard)
    .filter(({ type }) => type !== 'text')
    .map((panel) => ({ dashboard, panel })),
);

test('the same sources give the same bytes, each file under 100 kB', () => {
  assert.deepEqual(generateDashboards(), generateDashboards());
  const files = generateDashboards().filter(({ path }) => path.endsWith('.json'));
  assert.equal(files.length, every.length);
  for (const { path, content } of files) {
    assert.ok(Buffer.byteLength(content) < MAX_BYTES, `${path} has ${Buffer.byteLength(content)} bytes`);
    assert.doesNotThrow(() => JSON.parse(content), path);
  }
});

test('every panel has a title, a unit, a description in a sentence, and the chosen data source', () => {
  for (const { dashboard, panel } of panels) {
    const where = `${dashboard.uid} / ${panel.title}`;
    assert.ok(panel.title, where);
    assert.match(panel.description ?? '', /^.{20,}\.$/, where);
    assert.ok(panel.fieldConfig?.defaults.unit, `${where} has no unit`);
    assert.equal(panel.datasource?.uid, '$datasource', where);
    for (const target of panel.targets ?? []) {
      assert.equal((target as { datasource?: { uid?: string } }).datasource?.uid, '$datasource', where);
    }
  }
});

test('ids, uids and titles are unique, and so are the refIds in a panel', () => {
  assertUnique(every.map(({ uid }) => uid));
  for (const dashboard of every) {
    assertUnique((dashboard.panels ?? []).map(({ id }) => id));
    assertUnique(panelsOf(dashboard).map(({ title }) => title));
    for (const panel of panelsOf(dashboard)) {
      assertUnique((panel.targets ?? []).map((target) => (target as unknown as { refId: string }).refId));
    }
  }
});

test('no panel lies on another or beyond the edge', () => {
  for (const dashboard of every) {
    const places = (dashboard.panels ?? []).map(({ title, gridPos }) => ({ title, at: gridPos as GridPos }));
    for (const [index, one] of places.entries()) {
      assert.ok(one.at.x >= 0 && one.at.x + one.at.w <= 24, `${one.title} is beyond the edge`);
      for (const other of places.slice(index + 1)) {
        assert.ok(!overlap(one.at, other.at), `${dashboard.uid}: ${one.title} and ${other.title} overlap`);
      }
    }
  }
});

test('every query is limited to the chosen namespace, and rates follow the time range', () => {
  for (const { where, expr } of every.flatMap(panelQueries)) {
    for (const [selector] of expr.matchAll(/\{[^}]*\}/g)) assert.match(selector, /namespace="\$namespace"/, where);
    assert.doesNotMatch(expr, /\[[0-9]/, `${where} has a fixed range; use $__rate_interval`);
  }
});

test('every runbook that a panel links is an alert of this chart', () => {
  const known = new Set(alertNames());
  const links = panels.flatMap(({ panel }) => panel.links ?? []);
  assert.ok(links.length > 0);
  for (const { url } of links) assert.ok(known.has(runbookOf(url)), url);
});

test('the runbook of every alert is linked by a panel that shows what the alert watches', () => {
  const linked = new Set(panels.flatMap(({ panel }) => (panel.links ?? []).map(({ url }) => runbookOf(url))));
  const missing = alertNames().filter((alert) => !linked.has(alert));
  assert.deepEqual(missing, [], `add to the "alerts" of a panel: ${missing.join(', ')}`);
});

test('dashboards link to one another, and the chosen release and time go with the link', () => {
  for (const { tags, links } of every) {
    assert.ok(tags?.includes('tme1crv'));
    const [others] = links ?? [];
    assert.deepEqual(
      [others?.type, others?.tags, others?.includeVars, others?.keepTime],
      ['dashboards', ['tme1crv'], true, true],
    );
  }
  const uids = new Set(every.map(({ uid }) => uid));
  const inside = JSON.stringify(every).matchAll(/\(\/d\/([\w-]+)\?([^)]*)\)/g);
  const found = [...inside].map(([, uid, carried]) => ({ known: uids.has(uid ?? ''), carried }));
  assert.ok(found.length > 0);
  for (const { known, carried } of found) {
    assert.ok(known);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own variables
    assert.equal(carried, '${__url_time_range}&${__all_variables}');
  }
});

test('data source, namespace and release are chosen on top, each query with what was chosen before', () => {
  for (const { templating } of every) {
    const variables = templating?.list ?? [];
    assert.deepEqual(
      variables.map(({ name, type }) => [name, type]),
      [
        ['datasource', 'datasource'],
        ['namespace', 'query'],
        ['release', 'query'],
        ['redis', 'query'],
      ],
    );
    for (const { name, datasource, definition } of variables.slice(1) as QueryVariable[]) {
      assert.equal(datasource?.uid, '$datasource', name);
      if (name !== 'namespace') assert.match(definition ?? '', /namespace="\$namespace"/, name);
    }
  }
});

test('the API’s panels count the routes that the alerts count', () => {
  const tokens = readFileSync(join(CHART, 'templates', 'monitoring', '_rules.tpl'), 'utf8');
  const routes = /^apiRoutes: '(.*)'$/m.exec(tokens)?.[1];
  assert.ok(routes);
  assert.ok(API.endsWith(`,${routes}`), `${API} should end with ${routes}`);
});

test('every dashboard marks the times in which alerts fired', () => {
  for (const dashboard of every) {
    const [firing] = dashboard.annotations?.list ?? [];
    assert.match(annotationQueries(dashboard)[0] ?? '', /^ALERTS\{namespace="\$namespace",alertstate="firing"/);
    assert.equal(firing?.enable, true);
  }
});

test('every metric that a panel or rule names is exported by a part or recorded by a rule', () => {
  const exported = exportedNames(readFileSync(join(__dirname, '..', 'testdata', 'exported-metrics.txt'), 'utf8'));
  const recorded = new Set(sourceRules().flatMap(({ record }) => record ?? []));
  const queries = [
    ...every.flatMap(panelQueries),
    ...sourceRules().map(({ alert, record, expr }) => ({ where: alert ?? record ?? '', expr })),
  ];
  for (const { where, expr } of queries) {
    for (const name of metricNames(expr)) {
      const known = exported.has(name) || recorded.has(name) || PROMETHEUS_OWN.has(name);
      assert.ok(known, `${where} names ${name}, which nothing exports`);
    }
  }
});

test('the page about the dashboards shows each in a picture of at most 150 kB, and names every panel and runbook', () => {
  const docs = join(CHART, '..', 'docs');
  const page = generateDashboards().find(({ path }) => path === 'docs/dashboards.md')?.content ?? '';
  for (const { uid, title } of every) {
    assert.ok(page.includes(`\n## ${title}\n`), title);
    assert.ok(page.includes(`](images/${uid}.png)`), `${uid} has a picture`);
    const { size } = statSync(join(docs, 'images', `${uid}.png`));
    assert.ok(size <= MAX_PICTURE_BYTES, `${uid}.png has ${size} bytes`);
  }
  for (const { panel } of panels) assert.ok(page.includes(`| ${panel.title} | ${panel.description} |`), panel.title);
  for (const alert of alertNames()) assert.ok(page.includes(`[${alert}](runbooks/${alert}.md)`), alert);
});

// --- internal ---

/** Series that Prometheus makes itself. */
const PROMETHEUS_OWN = new Set(['up', 'ALERTS', 'ALERTS_FOR_STATE']);

function runbookOf(url: string | undefined): string {
  return /\/([A-Za-z]+)\.md$/.exec(url ?? '')?.[1] ?? '';
}

function assertUnique(values: unknown[]): void {
  assert.equal(new Set(values).size, values.length, `not unique: ${values.join(', ')}`);
}

function overlap(a: GridPos, b: GridPos): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
