import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../testing/chart';
import { sentinelQuorum } from './sentinel-quorum';

const says = (replicaCount: number, quorum?: number) =>
  saysOf(sentinelQuorum, {
    redis: { replica: { replicaCount }, sentinel: { enabled: true, ...(quorum ? { quorum } : {}) } },
  });

test('the quorum must be within the nodes', () => {
  assert.match(says(3, 4)[0] ?? '', /^error: redis\.sentinel\.quorum \(4\) is above .* \(3\)/);
  assert.match(says(1)[0] ?? '', /^error: redis\.sentinel\.quorum \(2\)/);
  assert.deepEqual(says(3, 3), []);
});

test('two nodes have no majority once one is gone', () => {
  assert.match(says(2, 2)[0] ?? '', /^warning: Sentinel runs on 2 nodes/);
  assert.deepEqual(says(3), []);
  assert.deepEqual(saysOf(sentinelQuorum, { redis: { replica: { replicaCount: 1 } } }), []);
});
