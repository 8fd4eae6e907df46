import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { grafanaImports } from './grafana-imports';

const says = (nodes: JsonObject) =>
  saysOf(grafanaImports, { 'kube-prometheus-stack': { grafana: { dashboards: { team: { nodes } } } } });

test('dashboards that the subchart can load are right', () => {
  const right: JsonObject[] = [
    { gnetId: 1860 },
    { gnetId: '1860', revision: '37', datasource: 'Prometheus' },
    { gnetId: 1860, revision: null },
    { url: 'https://dashboards.example/nodes.json', token: 'x', b64content: true },
    { url: 'https://dashboards.example/nodes.json', gnetId: 'none' },
    { json: '{ "title": "{{ pod }}", "panels": [] }' },
    { file: 'dashboards/custom-dashboard.json' },
    { gnetId: 1860, x: 1 },
  ];
  for (const dashboard of right) assert.deepEqual(says(dashboard), [], JSON.stringify(dashboard));
});

test('misspelt fields, wrong numbers and broken content are found', () => {
  const wrong: [JsonObject, RegExp][] = [
    [{ gnetID: 1860 }, /^warning: .*no field gnetID/],
    [{ gnetId: 1860, revison: 3 }, /^warning: .*no field revison/],
    [{ gnetId: 1860, dataSource: 'Prometheus' }, /^warning: .*no field dataSource/],
    [{}, /^warning: .*neither gnetId nor url nor json/],
    [{ revision: 3 }, /^warning: .*neither gnetId nor url nor json/],
    [{ gnetId: 'node-exporter' }, /^error: gnetId is node-exporter/],
    [{ gnetId: 1860, revision: 'latest' }, /^error: revision is latest/],
    [{ json: '{ "title": ' }, /^warning: json is no JSON/],
    [{ json: '[]' }, /^warning: json is no JSON \(no map\)/],
    [{ json: { title: 'Nodes' } }, /^error: json is a map/],
    [{ file: 'dashboards/nodes.json' }, /^warning: file dashboards\/nodes.json/],
  ];
  for (const [dashboard, finding] of wrong) {
    const found = says(dashboard);
    assert.equal(found.length, 1, JSON.stringify(dashboard));
    assert.match(found[0] ?? '', finding);
  }
});
