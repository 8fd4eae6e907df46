import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lossOf } from './loss';

const acks: [number, number][] = [
  [0, 1000],
  [2, 1010],
  [1, 1030],
];

describe('lost writes', () => {
  test('are those that were acknowledged and are not there, with the time that they span', () =>
    assert.deepEqual(lossOf({ acks, missing: [1, 0] }), { acknowledged: 3, lost: 2, spanMs: 30 }));

  test('span no time when there are none', () =>
    assert.deepEqual(lossOf({ acks, missing: [] }), { acknowledged: 3, lost: 0, spanMs: 0 }));

  test('can only be acknowledged ones', () =>
    assert.throws(() => lossOf({ acks, missing: [3] }), /write 3 is missing and was not acknowledged/));
});
