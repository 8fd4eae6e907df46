import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisNamespace } from './redis-namespace';

const says = (workload: string, redis: object) =>
  saysOf(redisNamespace, { workload: { namespace: workload }, redis: { ...redis } });

test('Redis must be in the workload namespace, or both in that of the release', () => {
  assert.match(
    says('a', { namespaceOverride: 'b' })[0] ?? '',
    /^error: redis\.namespaceOverride \("b"\) differs from workload\.namespace \("a"\)/,
  );
  assert.equal(says('a', { namespaceOverride: '' }).length, 1);
  assert.deepEqual(says('a', { namespaceOverride: 'a' }), []);
  assert.deepEqual(says('', { namespaceOverride: '' }), []);
  assert.deepEqual(says('a', { enabled: false }), []);
});
