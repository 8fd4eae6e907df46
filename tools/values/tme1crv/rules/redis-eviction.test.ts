import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisEviction } from './redis-eviction';

const policy = (name: string, allowEviction = false) =>
  saysOf(redisEviction, { redis: { commonConfiguration: `maxmemory-policy ${name}` }, workload: { allowEviction } });

test('policies that drop any item need an explicit yes', () => {
  assert.match(policy('allkeys-lru')[0] ?? '', /^error: maxmemory-policy allkeys-lru in redis\.commonConfiguration/);
  assert.deepEqual([policy('noeviction'), policy('volatile-ttl'), policy('allkeys-lru', true)], [[], [], []]);
});

test('by whatever way it reaches Redis', () => {
  const flags = (...extraFlags: string[]) => saysOf(redisEviction, { redis: { replica: { extraFlags } } });
  assert.match(flags('--maxmemory-policy allkeys-lru')[0] ?? '', /in redis\.replica\.extraFlags/);
  assert.match(flags('--maxmemory-policy', 'allkeys-lru')[0] ?? '', /in redis\.replica\.extraFlags/);
});
