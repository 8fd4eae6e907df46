import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf, violationsOf } from '../../testing/chart';
import { alertmanagerConfig } from './alertmanager-config';

const alertmanager = (values: JsonObject): JsonObject => ({ 'kube-prometheus-stack': { alertmanager: values } });
const says = (values: JsonObject) => saysOf(alertmanagerConfig, alertmanager(values));
const NULL = { name: 'null' };

describe("Alertmanager's configuration over the subchart's default", () => {
  test('has to keep the receiver that the default route names', () => {
    const config = { route: { receiver: 'chat' }, receivers: [{ name: 'chat' }] };
    const [violation, ...others] = violationsOf(alertmanagerConfig, alertmanager({ config }));
    assert.match(violation?.message ?? '', /the receiver "null", which receivers doesn't have/);
    assert.deepEqual(others, []);
    assert.deepEqual(says({ config: { ...config, receivers: [{ name: 'chat' }, NULL] } }), []);
    assert.deepEqual(says({ config: { ...config, route: { receiver: 'chat', routes: [] } } }), []);
  });

  test('is judged where it is a text that the chart fills in', () => {
    const stringConfig = 'route: {receiver: a}\nreceivers: [{name: b}]\n';
    assert.equal(says({ tplConfig: true, stringConfig }).length, 1);
    assert.deepEqual(says({ stringConfig }), []);
    assert.deepEqual(says({ tplConfig: true, stringConfig: `${stringConfig}# {{ .Release.Name }}` }), []);
  });

  test('is left alone where it comes from another Secret', () => {
    const config = { receivers: [] };
    assert.equal(says({ config }).length, 1);
    assert.deepEqual(says({ config, alertmanagerSpec: { useExistingSecret: true } }), []);
    assert.deepEqual(says({ config, alertmanagerSpec: { configSecret: 'own' } }), []);
    assert.deepEqual(says({ config, enabled: false }), []);
  });
});
