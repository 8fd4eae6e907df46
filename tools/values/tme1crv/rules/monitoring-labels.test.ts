import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { monitoringLabels } from './monitoring-labels';

const without = { 'kube-prometheus-stack': { enabled: false } };

test('another Prometheus must be told which labels these ServiceMonitors have', () => {
  assert.match(
    saysOf(monitoringLabels, without)[0] ?? '',
    /^warning: kube-prometheus-stack is off and monitoring\.labels is empty/,
  );
  assert.deepEqual(saysOf(monitoringLabels, { ...without, monitoring: { labels: { release: 'x' } } }), []);
  assert.deepEqual(
    saysOf(monitoringLabels, {
      ...without,
      monitoring: { serviceMonitors: { enabled: false }, rules: { enabled: false } },
    }),
    [],
  );
  assert.deepEqual(saysOf(monitoringLabels, {}), []);
});
