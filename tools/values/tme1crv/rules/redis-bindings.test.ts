import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisBindings } from './redis-bindings';

test('the Secret for service bindings is found, where there is a Redis', () => {
  const serviceBindings = { enabled: true };
  assert.match(saysOf(redisBindings, { redis: { serviceBindings } })[0] ?? '', /^warning: .*the Secret .*redis-auth/);
  const named = { serviceBindings, auth: { existingSecret: 'shop-redis' } };
  assert.match(saysOf(redisBindings, { redis: named })[0] ?? '', /Secret shop-redis/);
  assert.deepEqual(saysOf(redisBindings, { redis: { serviceBindings, enabled: false } }), []);
  assert.deepEqual(saysOf(redisBindings, {}), []);
});
