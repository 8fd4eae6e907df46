import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../../io';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { ASKED_FOR, stateMetrics } from './state-metrics';

const says = (settings: JsonObject, more: JsonObject = {}) =>
  saysOf(stateMetrics, { 'kube-prometheus-stack': { 'kube-state-metrics': settings }, ...more });

test('the metrics are those that the alerts ask for', () => {
  const files = globSync('chart/files/rules/**/*.yaml', { cwd: PROJECT_ROOT });
  const text = files.map((file) => readFileSync(path.join(PROJECT_ROOT, file), 'utf8')).join('');
  const named = new Set(text.match(/\bkube_(?!state)[a-z_]+/g));
  assert.deepEqual([...named].sort(), Object.values(ASKED_FOR).flat().sort());
});

test('kube-state-metrics is scraped, and keeps its labels', () => {
  assert.deepEqual(says({}), []);
  assert.match(says({ prometheus: { monitor: { enabled: false } } })[0] ?? '', /nobody scrapes/);
  const override = { prometheus: { prometheusSpec: { overrideHonorLabels: true } } };
  assert.match(saysOf(stateMetrics, { 'kube-prometheus-stack': override })[0] ?? '', /its own namespace as label/);
  const off = { kubeStateMetrics: { enabled: false }, 'kube-state-metrics': { collectors: ['nodes'] } };
  assert.deepEqual(saysOf(stateMetrics, { 'kube-prometheus-stack': off }), []);
});

test('it has the collectors and metrics that are asked for', () => {
  assert.match(says({ collectors: ['nodes', 'pods'] })[0] ?? '', /collectors leaves deployments out/);
  assert.deepEqual(says({ collectors: ['pods', 'deployments'] }), []);
  assert.deepEqual(says({ collectors: ['pods'], collectorsExtra: ['deployments'] }), []);
  assert.deepEqual(says({ collectors: [] }), []);
  assert.match(says({ collectorsExclude: 'pods' })[0] ?? '', /collectorsExclude leaves pods out/);
  const backup: JsonObject = { backup: { enabled: true } };
  assert.match(says({ collectors: ['pods', 'deployments'] }, backup)[0] ?? '', /leaves cronjobs out/);
  assert.match(says({ metricAllowlist: ['kube_pod_.*'] })[0] ?? '', /leaves kube_deployment_\w+ out/);
  assert.match(says({ metricDenylist: ['kube_.*_running'] })[0] ?? '', /leaves kube_pod_\w+running out/);
  assert.deepEqual(says({ metricAllowlist: ['kube_.*'], metricDenylist: ['kube_node_.*', '('] }).length, 1);
  assert.deepEqual(says({ metricDenylist: ['kube_node_.*'] }), []);
});

test('it sees the namespace of the pods', () => {
  assert.match(says({ namespacesDenylist: 'default, iacproject' })[0] ?? '', /has iacproject/);
  assert.deepEqual(says({ namespacesDenylist: ['default'] }), []);
  assert.match(says({ releaseNamespace: true })[0] ?? '', /its own namespace alone/);
  assert.deepEqual(says({ releaseNamespace: true, namespaces: 'iacproject' }), []);
  assert.deepEqual(says({ releaseNamespace: true }, { workload: { namespace: '' } }), []);
});
