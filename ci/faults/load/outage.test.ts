import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { longestGap } from './outage';

describe('the longest time without a success', () => {
  test('is between two successes, in whatever order they came', () =>
    assert.equal(longestGap([1300, 1000, 1100, 1310], 1000, 1400), 200));

  test('begins with the fault when nothing succeeded since', () =>
    assert.equal(longestGap([900, 6000], 1000, 6100), 5000));

  test('goes on to the end of the load when nothing succeeded any more', () =>
    assert.equal(longestGap([1000, 1001], 1000, 9001), 8000));

  test('leaves out what was before', () => assert.equal(longestGap([0, 5000, 5100], 4900, 5150), 100));

  test('is the whole time without any success', () => assert.equal(longestGap([], 1000, 3000), 2000));
});
