import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cpuQuantity,
  durationText,
  figure,
  memoryQuantity,
  prometheusBytes,
  redisBytes,
  volumeQuantity,
} from './amount-text';
import { NOTATIONS } from './amounts';

test('numbers are read plain or with an exponent, and nothing else', () => {
  const read = (text: string) => NOTATIONS.number.read(text);
  assert.deepEqual(['20000', '5e6', '5E+6', '0.5', '-1'].map(read), [20_000, 5e6, 5e6, 0.5, -1]);
  assert.deepEqual(
    ['', 'many', '1,000', '1_000', '0x10', '1e999', 'Infinity', '5 6', '.5', '5.'].map(read),
    Array(10).fill(undefined),
  );
});

test('bytes are read with SI and binary units, and in bits', () => {
  const read = (text: string) => NOTATIONS.bytes.read(text);
  assert.deepEqual(['800', '800B', '1KiB', '1kB', '1.5Ki', '125MB', '64Gi', '1e3', '10Gbit', '1 KiB'].map(read), [
    800,
    800,
    1024,
    1000,
    1536,
    125e6,
    2 ** 36,
    1000,
    1.25e9,
    1024,
  ]);
  assert.deepEqual(['', 'B', '1XB', '1Kib', 'KiB', '1.2.3'].map(read), Array(6).fill(undefined));
});

test('values are written in the steps that people would write them in, rounded up', () => {
  assert.deepEqual([0.1, 0.101, 1, 2].map(cpuQuantity), ['100m', '150m', '1', '2']);
  assert.deepEqual([2 ** 20, 33 * 2 ** 20].map(memoryQuantity), ['32Mi', '64Mi']);
  assert.deepEqual([1, 2 ** 30, 2 ** 30 + 1].map(volumeQuantity), ['1Gi', '1Gi', '2Gi']);
  assert.deepEqual([1, 17 * 2 ** 20].map(redisBytes), ['16mb', '32mb']);
  assert.deepEqual([1, 65 * 2 ** 20].map(prometheusBytes), ['64MB', '128MB']);
  assert.deepEqual([86_400, 15 * 86_400, 5400, 15, 0.25].map(durationText), ['1d', '15d', '90m', '15s', '250ms']);
});

test('figures for readers have three digits', () => {
  assert.deepEqual([0.012345, 12.345, 123_456, 1e6, 1e20].map(figure), [
    '0.012',
    '12.3',
    '123 000',
    '1 000 000',
    '100000000000000000000'.replace(/0{20}/, 'e+20'),
  ]);
});
