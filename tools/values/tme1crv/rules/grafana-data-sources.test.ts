import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { grafanaDataSources } from './grafana-data-sources';

const says = (grafana: JsonObject) => saysOf(grafanaDataSources, { 'kube-prometheus-stack': { grafana } });
const source = (name: string, more: JsonObject = {}): JsonObject => ({ name, type: 'loki', uid: name, ...more });

describe("Grafana's data sources", () => {
  test('may have one default, also where it is written as text or in a file of their own', () => {
    const second = source('Mimir', { isDefault: true });
    assert.match(says({ additionalDataSources: [second] })[0] ?? '', /Mimir is a second default one beside Prometheus/);
    assert.equal(says({ datasources: { 'a.yaml': { datasources: [second] } } }).length, 1);
    assert.equal(says({ additionalDataSourcesString: '- {name: A, type: b, isDefault: true}' }).length, 1);
    assert.match(says({ datasources: { 'a.yaml': { datasources: { name: 'A' } } } })[0] ?? '', /no list/);
    assert.equal(says({ additionalDataSources: [source('B', { isDefault: 'true' })] }).length, 1);
    const quiet = { sidecar: { datasources: { isDefaultDatasource: false } } };
    assert.deepEqual(says({ ...quiet, additionalDataSources: [second] }), []);
    assert.equal(says({ ...quiet, additionalDataSources: [second, source('B', { isDefault: true })] }).length, 1);
  });

  test('of another organization have a default of their own', () => {
    assert.deepEqual(says({ additionalDataSources: [source('A', { isDefault: true, orgId: 2 })] }), []);
  });

  test('have names and uids of their own', () => {
    assert.match(says({ additionalDataSources: [source('Prometheus')] })[0] ?? '', /are called Prometheus/);
    assert.match(
      says({ additionalDataSources: [source('A', { uid: 'prometheus' })] })[0] ?? '',
      /the same uid prometheus/,
    );
    assert.match(says({ additionalDataSources: [{ name: 'A' }] })[0] ?? '', /no type/);
  });

  test('have fields that Grafana can read, and none that it ignores', () => {
    const sources = (more: JsonObject) => says({ additionalDataSources: [source('Loki', more)] });
    assert.match(
      sources({ isDefault: 'no' })[0] ?? '',
      /^error: isDefault of .* Loki is the string "no"; Grafana expects true or false/,
    );
    assert.match(sources({ jsonData: '{}' })[0] ?? '', /expects a map/);
    assert.match(sources({ jsondata: {} })[0] ?? '', /^warning: .* no field jsondata/);
    assert.match(sources({ basicAuthPassword: 'x' })[0] ?? '', /^warning: Grafana reads no password/);
    assert.deepEqual(sources({ editable: 'true', secureJsonData: { basicAuthPassword: 'x' } }), []);
  });
});
