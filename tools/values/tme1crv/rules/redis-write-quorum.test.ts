import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisWriteQuorum } from './redis-write-quorum';

const says = (asked: number, more = '') =>
  saysOf(redisWriteQuorum, { redis: { commonConfiguration: `min-replicas-to-write ${asked}\n${more}` } });

test('a primary may not ask for more replicas than it has, and better for fewer', () => {
  assert.match(says(4)[0] ?? '', /^error: min-replicas-to-write 4 .* above the number of replicas \(3\)/);
  assert.match(says(3)[0] ?? '', /^warning: min-replicas-to-write 3 .* every write gets 503$/);
  assert.deepEqual([says(2), says(0), says(9, 'min-replicas-max-lag 0')], [[], [], []]);
});
