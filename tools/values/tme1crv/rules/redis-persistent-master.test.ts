import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisPersistentMaster } from './redis-persistent-master';

const withoutVolume = { persistence: { enabled: false } };

test('replicas of a master without a volume are refused', () => {
  const [said, ...more] = saysOf(redisPersistentMaster, { redis: { master: withoutVolume } });
  assert.match(said ?? '', /^error: redis\.master\.persistence\.enabled is false while there are replicas/);
  assert.deepEqual(more, []);
});

test('a master without replicas, with a volume, or not of ours may be as it is', () => {
  for (const redis of [
    {},
    { master: withoutVolume, replica: { replicaCount: 0 } },
    { master: withoutVolume, architecture: 'standalone' },
    { master: withoutVolume, sentinel: { enabled: true } },
    { master: withoutVolume, enabled: false },
  ]) {
    assert.deepEqual(saysOf(redisPersistentMaster, { redis }), []);
  }
});
