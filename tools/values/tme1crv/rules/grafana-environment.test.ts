import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { grafanaEnvironment } from './grafana-environment';

const says = (grafana: JsonObject) => saysOf(grafanaEnvironment, { 'kube-prometheus-stack': { grafana } });

test('a variable is a single value, and its source stands in the other map', () => {
  const from = { secretKeyRef: { name: 'a', key: 'b' } };
  assert.match(says({ env: { A: { valueFrom: from } } })[0] ?? '', /^error: is a map/);
  assert.match(says({ env: { A: ['b'] } })[0] ?? '', /^error: is a list/);
  assert.match(says({ sidecar: { dashboards: { env: { A: from } } } })[0] ?? '', /^error: is a map/);
  assert.match(says({ envValueFrom: { A: 'b' } })[0] ?? '', /^error: is a single value/);
  assert.deepEqual(says({ env: { A: 'b', B: 1, C: true }, envValueFrom: { D: from } }), []);
  assert.deepEqual(says({ enabled: false, env: { A: ['b'] } }), []);
});

test("a file for LDAP is read when LDAP is on in Grafana's configuration", () => {
  const ldap = { enabled: true, config: 'x' };
  assert.match(says({ ldap })[0] ?? '', /^warning: .*LDAP isn't switched on/);
  assert.equal(says({ ldap, 'grafana.ini': { 'auth.ldap': { enabled: false } } }).length, 1);
  assert.deepEqual(says({ ldap, 'grafana.ini': { 'auth.ldap': { enabled: true } } }), []);
  assert.deepEqual(says({ ldap, 'grafana.ini': { 'auth.ldap': { enabled: '$__env{LDAP}' } } }), []);
  assert.deepEqual(says({ ldap, env: { GF_AUTH_LDAP_ENABLED: 'true' } }), []);
});
