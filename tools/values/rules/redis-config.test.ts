import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redisDirective } from './redis-config';

test('the last value of a directive counts, in any case, without quotes and comments', () => {
  const text = '# maxmemory 1gb\nmaxmemory 2gb\n  MaxMemory   "3gb"  \nmaxmemory-policy noeviction\n';
  assert.equal(redisDirective(text, 'maxmemory'), '3gb');
  assert.equal(redisDirective(text, 'maxmemory-policy'), 'noeviction');
  assert.equal(redisDirective(text, 'appendonly'), undefined);
});
