import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile, report, rounds } from './windows';

const upTo = (count: number) => Array.from({ length: count }, (_, at) => count - at);

test('a percentile is one of the values', () => {
  assert.equal(percentile(upTo(100), 0.99), 99);
  assert.equal(percentile(upTo(1000), 0.99), 990);
  assert.equal(percentile([3], 0.99), 3);
  assert.throws(() => percentile([], 0.99), /of nothing/);
});

test('each backup is held against the window before it', () => {
  const windows = {
    'backup-10': [9, 9],
    'quiet-10': [3, 3],
    warm: [100],
    'quiet-2': upTo(100),
    'backup-2': upTo(100).map((ms) => ms * 2),
  };
  const found = rounds({ windows, failed: { 'backup-2': 1 } });
  assert.deepEqual(found, [
    { quietP99Ms: 99, backupP99Ms: 198, ratio: 2, writes: [100, 100], failed: [0, 1] },
    { quietP99Ms: 3, backupP99Ms: 9, ratio: 3, writes: [2, 2], failed: [0, 0] },
  ]);
  assert.match(report(found), /\| 1 \| 99\.0 ms \| 198\.0 ms \| 2\.00 \| 100 \/ 100 \| 0 \/ 1 \|/);
  assert.match(report(found), /ratio of the p99: median 2\.00, 2\.00 to 3\.00\n$/);
});

test('a backup without a write in its window is no measurement', () => {
  assert.throws(() => rounds({ windows: { 'quiet-1': [1], 'backup-1': [] }, failed: {} }), RangeError);
});
