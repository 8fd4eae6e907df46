import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { grafanaDashboards } from './grafana-dashboards';

const says = (sidecar: JsonObject, more: JsonObject = {}) =>
  saysOf(grafanaDashboards, { 'kube-prometheus-stack': { grafana: { sidecar } }, ...more });
const dashboards = (values: JsonObject) => says({ dashboards: values });

test('the sidecar has to look for what the dashboards of this release carry, where they are', () => {
  assert.deepEqual(dashboards({}), []);
  assert.match(dashboards({ enabled: false })[0] ?? '', /nothing loads the dashboards/);
  assert.match(dashboards({ labelValue: 'yes' })[0] ?? '', /grafana_dashboard: yes .* has grafana_dashboard: 1/);
  assert.match(dashboards({ resource: 'secret' })[0] ?? '', /are ConfigMaps/);
  assert.match(dashboards({ folderAnnotation: 'folder' })[0] ?? '', /the annotation folder/);
  assert.match(dashboards({ provider: { foldersFromFilesStructure: false } })[0] ?? '', /has no effect/);
  const moved = { monitoring: { namespace: 'observability' } };
  assert.match(says({ dashboards: { searchNamespace: 'grafana' } }, moved)[0] ?? '', /in namespace observability/);
  assert.deepEqual(says({ dashboards: { searchNamespace: ['grafana', 'observability'] } }, moved), []);
  assert.deepEqual(
    says({ dashboards: { label: 'team' } }, { monitoring: { dashboards: { labels: { team: '1' } } } }),
    [],
  );
});

test('dashboards need a Prometheus to ask', () => {
  assert.match(says({ datasources: { defaultDatasourceEnabled: false } })[0] ?? '', /show nothing/);
  const own = {
    grafana: {
      sidecar: { datasources: { enabled: false } },
      datasources: { 'a.yaml': { datasources: [{ type: 'prometheus' }] } },
    },
  };
  assert.deepEqual(saysOf(grafanaDashboards, { 'kube-prometheus-stack': own }), []);
});

test('the sidecar may read what it looks for', () => {
  const grafana = (given: JsonObject) => saysOf(grafanaDashboards, { 'kube-prometheus-stack': { grafana: given } });
  assert.match(grafana({ rbac: { namespaced: true } })[0] ?? '', /in every namespace: it may not read them/);
  const sidecar = { dashboards: { searchNamespace: '' } };
  assert.deepEqual(grafana({ rbac: { namespaced: true }, sidecar }), []);
  assert.match(grafana({ rbac: { create: false } })[0] ?? '', /rbac\.create is false/);
  assert.match(grafana({ automountServiceAccountToken: false })[0] ?? '', /Token is false/);
});

test('the sidecar loads all of them, into the organization where people are', () => {
  assert.match(dashboards({ resourceName: 'configmap/a' })[0] ?? '', /these objects alone/);
  assert.match(dashboards({ SCProvider: false })[0] ?? '', /no provider/);
  assert.match(dashboards({ provider: { orgid: 2 } })[0] ?? '', /into that organization/);
  assert.match(says({ datasources: { resource: 'secret' } })[0] ?? '', /doesn't find the data source/);
  assert.match(says({ datasources: { resourceName: 'configmap/a' } })[0] ?? '', /doesn't find the data source/);
});
