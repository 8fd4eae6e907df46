import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryDelayMs } from './connection-attempts';

test('attempts begin 50 ms apart, then twice as long each time, up to half a second, whatever each takes', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 100].map((attempt) => retryDelayMs(attempt)),
    [50, 100, 200, 400, 500, 500],
  );
  assert.equal(retryDelayMs(3, 150), 50);
  assert.equal(retryDelayMs(100, 1000), 0);
});
