import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../json';
import { violationsOf } from '../../testing/chart';
import { quantities } from './quantities';

const says = (resource: string, amount: Json) =>
  violationsOf(quantities, { redis: { master: { resources: { limits: { [resource]: amount } } } } }).map(
    ({ severity, message, fix }) => `${severity}: ${message} (${fix})`,
  );

test('what Kubernetes cannot read is an error, also where the subchart takes any text', () => {
  assert.match(says('memory', '64MB')[0] ?? '', /^error: is "64MB", which Kubernetes can't read/);
});

test('a bare number of bytes, thousandths of bytes and dozens of whole cores are suspicious', () => {
  assert.deepEqual(says('memory', 64), ['error: is 64 without a unit: that is 64 bytes (did you mean 64Mi?)']);
  assert.deepEqual(says('memory', '400m'), ['error: is 400m, and m means thousandths of a byte (did you mean 400Mi?)']);
  assert.deepEqual(says('cpu', '500'), [
    'warning: is 500 without a unit: that is 500 whole CPU cores (did you mean 500m?)',
  ]);
});

test('usual amounts are not', () => {
  const usual: [string, Json][] = [
    ...([
      ['memory', '64Mi'],
      ['memory', 134_217_728],
      ['memory', 0],
      ['cpu', 2],
      ['cpu', '250m'],
      ['nvidia.com/gpu', 1],
    ] as [string, Json][]),
  ];
  for (const [resource, amount] of usual) assert.deepEqual(says(resource, amount), [], `${resource}: ${amount}`);
});

test('CPU has no unit of bytes', () => {
  assert.match(says('cpu', '100Mi').join(), /100Mi, and that is 104857600 CPU cores/);
  assert.equal(violationsOf(quantities, { webapp: { resources: { limits: { cpu: '2k' } } } })[0]?.severity, 'error');
});

test('the size of a volume is an amount too', () => {
  const size = (given: Json) => violationsOf(quantities, { redis: { master: { persistence: { size: given } } } });
  assert.match(size(8)[0]?.message ?? '', /^is 8 without a unit: that is 8 bytes/);
  assert.deepEqual(size('8Gi'), []);
});
