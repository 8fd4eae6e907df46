import assert from 'node:assert/strict';
import { test } from 'node:test';
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
