import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { grafanaProviders } from './grafana-providers';

const says = (grafana: JsonObject) => saysOf(grafanaProviders, { 'kube-prometheus-stack': { grafana } }).length;
const provider = (path: string): JsonObject => ({
  dashboardProviders: { 'p.yaml': { providers: [{ name: 'x', options: { path } }] } },
});
const dashboards = { dashboards: { nodes: { full: { gnetId: 1860 } } } };

test('dashboards need a provider of their folder, or of one above it', () => {
  assert.equal(says(dashboards), 1);
  assert.equal(says({ dashboardsConfigMaps: { nodes: 'my-dashboards' } }), 1);
  assert.equal(says({ ...dashboards, ...provider('/var/lib/grafana/dashboards/other') }), 1);
  assert.equal(says({ ...dashboards, ...provider('/var/lib/grafana/dashboards/nodes/') }), 0);
  assert.equal(says({ ...dashboards, ...provider('/var/lib/grafana/dashboards') }), 0);
  assert.equal(says({ ...dashboards, ...provider('/var/{{ .Values.folder }}') }), 0);
  assert.equal(says({ dashboards: { nodes: {} } }), 0);
});

test('a provider has what Grafana needs to start with it', () => {
  const wrong = (providers: Json) =>
    saysOf(grafanaProviders, {
      'kube-prometheus-stack': { grafana: { dashboardProviders: { 'p.yaml': { providers } } } },
    });
  const options = { path: '/x' };
  assert.match(wrong({ name: 'x', options })[0] ?? '', /^error: is no list/);
  assert.match(wrong([{ type: 'files', options }])[0] ?? '', /^error: is "files"/);
  assert.match(wrong([{ options: { paths: '/x' } }])[0] ?? '', /^error: a provider has no options.path/);
  assert.match(wrong([{ options, updateIntervalSeconds: '10s' }])[0] ?? '', /expects a whole number/);
  assert.match(wrong([{ options, folderUID: 'x' }])[0] ?? '', /^warning: .* no field folderUID/);
  assert.deepEqual(wrong([{ name: 'x', type: 'file', orgId: 1, options, disableDeletion: false }]), []);
});
