import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisKind } from './redis-kind';

const says = (redis: object) => saysOf(redisKind, { redis: redis as never });

test('primary and replicas are StatefulSets', () => {
  assert.match(says({ master: { kind: 'Deployment' } })[0] ?? '', /^error: redis\.master\.kind is Deployment/);
  assert.match(says({ replica: { kind: 'DaemonSet' } })[0] ?? '', /^error: redis\.replica\.kind is DaemonSet/);
  assert.deepEqual([says({}), says({ master: { kind: 'StatefulSet' }, replica: { kind: null } })], [[], []]);
});
