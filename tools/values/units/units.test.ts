import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseRedisBytes } from '../tme1crv/redis-conf/bytes';
import { parsePrometheusBytes } from './bytes';
import { parseDuration } from './duration';
import { FORMATS, type Format, hasFormat } from './formats';
import { formatBytes, parseQuantity } from './quantity';

describe('Kubernetes quantities', () => {
  const amounts: [unknown, number | undefined][] = [
    ['500m', 0.5],
    ['2', 2],
    [2, 2],
    ['64Mi', 67_108_864],
    ['1.5Gi', 1_610_612_736],
    ['1G', 1e9],
    ['1e3', 1000],
    ['.5', 0.5],
    ['64MB', undefined],
    ['64 Mi', undefined],
    ['64mi', undefined],
    ['Mi', undefined],
    ['', undefined],
    ['-1', undefined],
    [true, undefined],
    [Number.NaN, undefined],
  ];
  for (const [written, amount] of amounts)
    test(`${JSON.stringify(written)} is ${amount}`, () => assert.equal(parseQuantity(written), amount));

  test('are shown in the largest unit that keeps them readable', () => {
    assert.deepEqual([402_653_184, 1_610_612_736, 100].map(formatBytes), ['384Mi', '1.5Gi', '100']);
  });
});

describe('durations', () => {
  const seconds: [unknown, number | undefined][] = [
    ['15s', 15],
    ['1h30m', 5400],
    ['15d', 1_296_000],
    ['250ms', 0.25],
    ['1y2w', 32_745_600],
    ['0', 0],
    ['15', undefined],
    ['30m1h', undefined],
    ['1.5h', undefined],
    ['', undefined],
    [15, undefined],
  ];
  for (const [written, value] of seconds)
    test(`${JSON.stringify(written)} is ${value} s`, () => assert.equal(parseDuration(written), value));
});

test('Redis counts mb as 2^20 bytes and m as 10^6, in any case', () => {
  assert.deepEqual(['192mb', '192M', '1gb', '100', '1GB ', '1tb', 'x'].map(parseRedisBytes), [
    ...[201_326_592, 192_000_000, 2 ** 30, 100, 2 ** 30, undefined, undefined],
  ]);
});

test('Prometheus counts GB and GiB alike', () => {
  assert.deepEqual(['8GB', '8GiB', '512MB', '0', '8G', 8].map(parsePrometheusBytes), [
    ...[2 ** 33, 2 ** 33, 2 ** 29, 0, undefined, undefined],
  ]);
});

test('the empty string is an image tag (the default one), but neither quantity nor duration', () => {
  const takes = (name: string, text: string) => hasFormat(FORMATS[name] as Format, text);
  assert.deepEqual(
    ['image-tag', 'k8s-quantity', 'prometheus-duration'].map((name) => takes(name, '')),
    [true, false, false],
  );
  assert.deepEqual(
    [takes('image-tag', '8.6.7-trixie'), takes('image-tag', 'a b'), takes('image-tag', '-x')],
    [true, false, false],
  );
});
