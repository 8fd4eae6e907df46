import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisReplicaPath } from './redis-replica-path';

const says = (path: string, redis: object = {}) =>
  saysOf(redisReplicaPath, { redis: { replica: { persistence: { path } }, ...redis } });

test('replicas write to where their volume is mounted', () => {
  assert.match(says('/redis')[0] ?? '', /^error: redis\.replica\.persistence\.path is \/redis/);
  assert.deepEqual([says('/data'), says('/redis', { architecture: 'standalone' })], [[], []]);
});
