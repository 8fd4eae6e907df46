import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { disruptionBudget } from './disruption-budget';

const budget = (minAvailable: number) => ({ podDisruptionBudget: { enabled: true, minAvailable } });
const says = (webapp: object) => saysOf(disruptionBudget, { webapp: { ...webapp } });

test('a budget must let one pod go', () => {
  assert.match(says({ ...budget(2), replicas: 2 })[0] ?? '', /^error: webapp\.replicas \(2\) isn't above .* \(2\)/);
  assert.deepEqual(says({ ...budget(2), replicas: 3 }), []);
  assert.deepEqual(says({ ...budget(0), replicas: 1 }), []);
});

test('with an autoscaler, its minimum counts instead', () => {
  const autoscaling = { enabled: true, minReplicas: 2 };
  assert.match(
    says({ ...budget(2), replicas: 9, autoscaling })[0] ?? '',
    /^error: webapp\.autoscaling\.minReplicas \(2\) isn't above/,
  );
  assert.deepEqual(says({ ...budget(1), replicas: 1, autoscaling }), []);
});

test('without pods, budget or web app nothing can hang', () => {
  assert.deepEqual(says({ replicas: 0 }), []);
  assert.deepEqual(says({ replicas: 1, podDisruptionBudget: { enabled: false } }), []);
  assert.deepEqual(says({ replicas: 1, enabled: false }), []);
});

test('budgets of the subcharts, each by its own number of pods', () => {
  const redis = (values: JsonObject) => saysOf(disruptionBudget, { redis: values });
  const one = { create: true, minAvailable: 1 };
  assert.match(
    redis({ master: { pdb: one } })[0] ?? '',
    /^warning: redis\.master\.pdb\.minAvailable is 1, and there is 1/,
  );
  assert.deepEqual(redis({ master: { pdb: { create: false, minAvailable: 1 } } }), []);
  assert.deepEqual(redis({ replica: { pdb: one } }), []);
  assert.match(redis({ replica: { pdb: { create: true, minAvailable: '67%' } } })[0] ?? '', /there are 3/);
  assert.deepEqual(redis({ replica: { pdb: { create: true, minAvailable: '66%', maxUnavailable: 0 } } }), []);
  assert.match(redis({ replica: { pdb: { create: true, maxUnavailable: '0%' } } })[0] ?? '', /is 0%/);
  const both = redis({ pdb: { create: true, minAvailable: 3 } });
  assert.match(both.join(), /redis\.master\.count.*redis\.replica\.replicaCount/);
  const nodes = { sentinel: { enabled: true }, metrics: { enabled: false } };
  assert.deepEqual(redis({ ...nodes, pdb: { create: true, minAvailable: 2 } }), []);
  const stack = (values: JsonObject) => saysOf(disruptionBudget, { 'kube-prometheus-stack': values });
  const budgets = { podDisruptionBudget: { enabled: true, minAvailable: 1 } };
  assert.match(stack({ prometheus: budgets })[0] ?? '', /prometheusSpec\.replicas/);
  assert.deepEqual(stack({ prometheus: { ...budgets, prometheusSpec: { replicas: 2 } } }), []);
  assert.match(stack({ grafana: { podDisruptionBudget: { minAvailable: 1 } } })[0] ?? '', /grafana\.replicas/);
  assert.deepEqual(stack({ grafana: { podDisruptionBudget: { maxUnavailable: 1 } } }), []);
});
