import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisMemory } from './redis-memory';

const redis = (maxmemory: string, rest: object = {}) => ({
  redis: {
    commonConfiguration: `maxmemory ${maxmemory}\n`,
    replica: { resources: { limits: { memory: '4Gi' } } },
    ...rest,
  },
});
const limit = (memory: string) => ({ master: { resources: { limits: { memory } } } });

test('maxmemory must leave a tenth of the limit, and should leave a quarter', () => {
  assert.deepEqual(saysOf(redisMemory, redis('750mb', limit('1000Mi'))), []);
  assert.match(
    saysOf(redisMemory, redis('800mb', limit('1000Mi')))[0] ?? '',
    /^warning: maxmemory 800mb in redis\.commonConfiguration leaves less than a quarter/,
  );
  assert.match(
    saysOf(redisMemory, redis('900mb', limit('1000Mi')))[0] ?? '',
    /^error: maxmemory 900mb .* doesn't fit redis\.master\.resources\.limits\.memory \(1000Mi\)/,
  );
});

test('Redis counts m in millions', () => assert.deepEqual(saysOf(redisMemory, redis('780m', limit('1000Mi'))), []));

test('replicas hold the same data, so their limit counts too', () => {
  const small = { replica: { resources: { limits: { memory: '100Mi' } } } };
  assert.match(saysOf(redisMemory, redis('192mb', small))[0] ?? '', /redis\.replica\.resources/);
  assert.deepEqual(saysOf(redisMemory, redis('192mb', { ...small, architecture: 'standalone' })), []);
});

test('without resources the limit is that of the preset', () => {
  const preset = (name: string) => ({ master: { resources: null, resourcesPreset: name } });
  assert.match(saysOf(redisMemory, redis('192mb', preset('nano')))[0] ?? '', /\(192Mi\)/);
  assert.deepEqual(saysOf(redisMemory, redis('192mb', preset('small'))), []);
});

test('no bound at all is a warning, one that Redis cannot read an error', () => {
  assert.match(
    saysOf(redisMemory, { redis: { commonConfiguration: 'appendonly yes' } })[0] ?? '',
    /^warning: sets no maxmemory/,
  );
  assert.match(saysOf(redisMemory, redis('0'))[0] ?? '', /^warning: sets no maxmemory/);
  assert.match(
    saysOf(redisMemory, redis('192Mi'))[0] ?? '',
    /^error: maxmemory 192Mi in redis\.commonConfiguration is nothing that Redis can read/,
  );
});

test('without a memory limit, or without Redis, there is nothing to fit', () => {
  const unlimited = { master: { resources: { limits: null } } };
  assert.deepEqual(saysOf(redisMemory, redis('3gb', unlimited)), []);
  assert.deepEqual(saysOf(redisMemory, { redis: { enabled: false, commonConfiguration: '' } }), []);
});

test('each server is held against what reaches it last', () => {
  const roles = { master: { extraFlags: ['--maxmemory 100mb'] }, replica: { configuration: 'maxmemory 3gb' } };
  assert.deepEqual(saysOf(redisMemory, { redis: { commonConfiguration: 'maxmemory 2gb', ...roles } }), [
    "error: maxmemory 3gb in redis.replica.configuration doesn't fit redis.replica.resources.limits.memory (384Mi): Redis would be killed before it is full",
  ]);
});
