import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { autoscaling } from './autoscaling';

const says = (bounds: object, rest: object = {}) =>
  saysOf(autoscaling, { webapp: { autoscaling: { enabled: true, ...bounds }, ...rest } });

test('the bounds must not cross', () => {
  assert.match(
    says({ minReplicas: 5, maxReplicas: 4 })[0] ?? '',
    /^error: webapp\.autoscaling\.minReplicas \(5\) is above maxReplicas \(4\)/,
  );
  assert.deepEqual(says({ minReplicas: 4, maxReplicas: 4 }), []);
  assert.deepEqual(says({ enabled: false, minReplicas: 5, maxReplicas: 4 }), []);
});

test('a share of the CPU request needs a request', () => {
  assert.match(says({}, { resources: { requests: { cpu: null } } })[0] ?? '', /^error: .* it would never scale/);
});
