import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
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
