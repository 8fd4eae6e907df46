import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scaleRules } from '../time-scale';

test('waiting times, ranges and intervals of the rules become shorter, and a range keeps four scrapes', () => {
  const rules = [{ alert: 'A', for: '2m', expr: 'rate(a[5m]) > rate(b[1h]) / max_over_time(c[30s])' }];
  const scale = (factor: number) => scaleRules([{ name: 'g', interval: '5m', rules }], factor, '5s')[0];
  assert.deepEqual(scale(0.1), {
    name: 'g',
    interval: '30s',
    rules: [{ alert: 'A', for: '12s', expr: 'rate(a[30s]) > rate(b[360s]) / max_over_time(c[20s])' }],
  });
  assert.deepEqual(scale(0.001)?.rules[0], {
    alert: 'A',
    for: '1s',
    expr: 'rate(a[20s]) > rate(b[20s]) / max_over_time(c[20s])',
  });
});
