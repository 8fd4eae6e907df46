import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { sloPeriod } from './slo-period';

const says = (periodDays: number, retention: string, stack: JsonObject = {}) =>
  saysOf(sloPeriod, {
    monitoring: { rules: { slo: { enabled: true, periodDays } } },
    'kube-prometheus-stack': { prometheus: { prometheusSpec: { retention } }, ...stack },
  });

test('objectives look back no further than Prometheus remembers', () => {
  assert.match(says(30, '15d')[0] ?? '', /^warning: the objectives look back 30 days, but Prometheus keeps 15d/);
  assert.deepEqual(says(7, '1w'), []);
  assert.deepEqual(says(30, '15d', { enabled: false }), []);
});
