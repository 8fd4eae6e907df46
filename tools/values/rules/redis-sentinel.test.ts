import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../testing/chart';
import { redisSentinel } from './redis-sentinel';

test('Sentinel is refused as long as it does not work', () => {
  assert.match(
    saysOf(redisSentinel, { redis: { sentinel: { enabled: true } } })[0] ?? '',
    /^error: redis\.sentinel\.enabled is true/,
  );
  assert.deepEqual(saysOf(redisSentinel, {}), []);
});
