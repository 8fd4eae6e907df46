import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { monitoringPeers } from './monitoring-peers';

const says = (prometheus: JsonObject, networkPolicy: JsonObject = {}) =>
  saysOf(monitoringPeers, { 'kube-prometheus-stack': { prometheus }, networkPolicy });

test('whom a value lets in, the network policies have to let in, too', () => {
  assert.deepEqual(says({}), []);
  const thanos = { thanosService: { enabled: true } };
  assert.match(says(thanos)[0] ?? '', /Thanos sidecar/);
  assert.match(says({ prometheusSpec: { enableRemoteWriteReceiver: true } })[0] ?? '', /let nobody in/);
  assert.deepEqual(says(thanos, { monitoring: { from: [{ podSelector: {} }] } }), []);
  assert.deepEqual(says(thanos, { monitoring: { enabled: false } }), []);
  assert.deepEqual(says(thanos, { enabled: false }), []);
  assert.deepEqual(says({ enabled: false, ...thanos }), []);
});
