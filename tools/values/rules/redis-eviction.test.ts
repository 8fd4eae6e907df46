import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../testing/chart';
import { redisEviction } from './redis-eviction';

const policy = (name: string) => saysOf(redisEviction, { redis: { commonConfiguration: `maxmemory-policy ${name}` } });

test('policies that drop any item are warned of', () => {
  assert.match(policy('allkeys-lru')[0] ?? '', /^warning: sets maxmemory-policy allkeys-lru/);
  assert.deepEqual([policy('noeviction'), policy('volatile-ttl')], [[], []]);
});
