import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { replicaReads } from './replica-reads';

test('replication without replicas is a warning; a Redis of its own says standalone', () => {
  const none = { replica: { replicaCount: 0 } };
  assert.match(saysOf(replicaReads, { redis: none })[0] ?? '', /^warning: redis\.replica\.replicaCount is 0/);
  assert.deepEqual(saysOf(replicaReads, { redis: { ...none, architecture: 'standalone' } }), []);
  assert.deepEqual(saysOf(replicaReads, { redis: { ...none, enabled: false } }), []);
  assert.deepEqual(saysOf(replicaReads, { redis: none, webapp: { enabled: false } }), []);
  assert.deepEqual(saysOf(replicaReads, {}), []);
});
