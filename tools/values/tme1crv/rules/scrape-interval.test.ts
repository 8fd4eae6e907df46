import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceRules } from '../../../monitoring/rules/rules';
import { saysOf } from '../../testing/chart';
import { parseDuration } from '../../units/duration';
import { SHORTEST_RANGE_SECONDS, scrapeInterval } from './scrape-interval';

const says = (interval: string, rules: object = {}) =>
  saysOf(scrapeInterval, { monitoring: { serviceMonitors: { interval }, rules: { ...rules } } });

test('every alert must see several scrapes', () => {
  assert.match(says('3m')[0] ?? '', /^error: .* every 3m, but the rules take rates over 120 s/);
  assert.match(says('1m')[0] ?? '', /^warning: /);
  assert.deepEqual(says('30s'), []);
  assert.deepEqual(says('3m', { enabled: false }), []);
});

test('the shortest range is the one that the rules have', () => {
  const ranges = sourceRules().flatMap(({ expr }) => [
    ...expr.matchAll(/\b(?:i?rate|i?delta|increase)\([^()]*\[(\w+)\]/g),
  ]);
  const seconds = ranges.map(([, range]) => parseDuration(range) as number);
  assert.ok(seconds.length > 5);
  assert.equal(Math.min(...seconds), SHORTEST_RANGE_SECONDS);
});
