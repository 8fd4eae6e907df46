import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atSize } from './interpolate';

const rows = [
  { itemBytes: 100, cost: 10 },
  { itemBytes: 200, cost: 30 },
  { itemBytes: 400, cost: 50 },
];
const at = (itemBytes: number, of = rows) => atSize(of, ({ cost }) => cost, itemBytes);

test('figures lie on lines between the measured sizes, and on the last line beyond them', () => {
  assert.deepEqual(
    [1, 100, 150, 200, 300, 400, 600].map((size) => at(size)),
    [10, 10, 20, 30, 40, 50, 70],
  );
});

test('a measurement that scatters downwards counts as its neighbour', () => {
  const scattered = rows.map((row) => (row.itemBytes === 200 ? { ...row, cost: 5 } : row));
  assert.deepEqual(
    [150, 200, 300].map((size) => at(size, scattered)),
    [10, 10, 30],
  );
});

test('a single measurement counts for every size', () => assert.equal(at(1e6, rows.slice(0, 1)), 10));
