import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GridPos } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboards, generateDashboards } from './index';
import { alertNames, panelQueries, panelsOf, sourceRules } from './inspect';
import { exportedNames, metricNames } from './promql';

const MOST_BYTES = 100_000;
const every = dashboards();
const panels = every.flatMap((dashboard) => panelsOf(dashboard).map((panel) => ({ dashboard, panel })));

test('the same sources give the same bytes, each file under 100 kB', () => {
  assert.deepEqual(generateDashboards(), generateDashboards());
  for (const { path, content } of generateDashboards()) {
    assert.ok(Buffer.byteLength(content) < MOST_BYTES, `${path} has ${Buffer.byteLength(content)} bytes`);
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
  for (const { url } of links) assert.ok(known.has(/\/([A-Za-z]+)\.md$/.exec(url ?? '')?.[1] ?? ''), url);
});

test('dashboards link to one another, and the address of a release goes with the link', () => {
  for (const { links } of every) {
    assert.ok(
      links?.some(({ type, tags, includeVars }) => type === 'dashboards' && tags?.includes('tme1crv') && includeVars),
    );
  }
});

test('every metric that a panel or rule names is exported by a part or recorded by a rule', () => {
  const exported = exportedNames(readFileSync(join(__dirname, 'testdata', 'exported-metrics.txt'), 'utf8'));
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

// --- internal ---

/** Series that Prometheus makes itself. */
const PROMETHEUS_OWN = new Set(['up', 'ALERTS']);

function assertUnique(values: unknown[]): void {
  assert.equal(new Set(values).size, values.length, `not unique: ${values.join(', ')}`);
}

function overlap(a: GridPos, b: GridPos): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
