import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisOnePrimary } from './redis-one-primary';

const says = (redis: object) => saysOf(redisOnePrimary, { redis: redis as never });

test('there is one primary, no more and no less', () => {
  for (const count of [0, 2, 3]) {
    assert.match(says({ master: { count } })[0] ?? '', new RegExp(`^error: redis\\.master\\.count is ${count}: `));
  }
  assert.deepEqual(
    [says({ master: { count: 1 } }), says({}), says({ enabled: false, master: { count: 2 } })],
    [[], [], []],
  );
});

test('and replicas follow it', () => {
  assert.match(says({ replica: { externalMaster: { enabled: true } } })[0] ?? '', /would copy another Redis/);
});
