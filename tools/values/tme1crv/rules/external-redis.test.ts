import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { externalRedis } from './external-redis';

test('the web app needs a Redis, its own or another', () => {
  assert.match(
    saysOf(externalRedis, { redis: { enabled: false } })[0] ?? '',
    /^error: redis\.enabled is false and externalRedis\.url is empty/,
  );
  assert.deepEqual(saysOf(externalRedis, { redis: { enabled: false }, externalRedis: { url: 'redis://r:6379' } }), []);
  assert.deepEqual(saysOf(externalRedis, { redis: { enabled: false }, webapp: { enabled: false } }), []);
  assert.deepEqual(saysOf(externalRedis, {}), []);
});
