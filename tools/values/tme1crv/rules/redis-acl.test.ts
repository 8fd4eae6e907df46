import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisAcl } from './redis-acl';

test('ACL users are refused as long as they do not work', () => {
  const says = (redis: object) => saysOf(redisAcl, { redis: { auth: { acl: { enabled: true } }, ...redis } });
  assert.match(says({})[0] ?? '', /^error: redis\.auth\.acl\.enabled is true: .* nobody could log in$/);
  assert.deepEqual([says({ enabled: false }), saysOf(redisAcl, {})], [[], []]);
});
