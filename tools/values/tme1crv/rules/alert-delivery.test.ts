import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { alertDelivery } from './alert-delivery';

const says = (stack: JsonObject) => saysOf(alertDelivery, { 'kube-prometheus-stack': stack });
const prometheus = (prometheusSpec: JsonObject) => says({ prometheus: { prometheusSpec } });
const alertmanager = (alertmanagerSpec: JsonObject) => says({ alertmanager: { alertmanagerSpec } });

test('Prometheus sends its alerts to the Alertmanager of this release', () => {
  assert.deepEqual(says({}), []);
  assert.match(prometheus({ disableAlerting: true })[0] ?? '', /to no Alertmanager/);
  const endpoint = (name: string) => ({ alertingEndpoints: [{ name, namespace: 'obs', port: 'web' }] });
  assert.match(prometheus(endpoint('central'))[0] ?? '', /names other Alertmanagers/);
  assert.deepEqual(prometheus(endpoint('tme1crv-kube-prometheus-alertmanager')), []);
  assert.deepEqual(says({ alertmanager: { enabled: false, alertmanagerSpec: { replicas: 0 } } }), []);
});

test('Alertmanager runs, where Prometheus finds and reaches it', () => {
  assert.match(alertmanager({ replicas: 0 })[0] ?? '', /no Alertmanager runs/);
  assert.match(alertmanager({ paused: true })[0] ?? '', /leaves Alertmanager alone/);
  assert.match(alertmanager({ listenLocal: true })[0] ?? '', /its own pod alone/);
  const tls: JsonObject = { web: { tlsConfig: { keySecret: { name: 'a', key: 'b' } } } };
  assert.match(alertmanager(tls)[0] ?? '', /scheme is http/);
  assert.deepEqual(alertmanager({ ...tls, scheme: 'https' }), []);
  assert.match(says({ alertmanager: { namespaceOverride: 'alerts' } })[0] ?? '', /in the release's namespace/);
  assert.deepEqual(says({ namespaceOverride: 'obs', alertmanager: { namespaceOverride: 'obs' } }), []);
  assert.match(says({ alertmanager: { service: { enabled: false } } })[0] ?? '', /by that Service/);
});
