import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { scrapeTimeout } from './scrape-timeout';

const says = (interval: string, timeout: string) =>
  saysOf(scrapeTimeout, { monitoring: { serviceMonitors: { interval, scrapeTimeout: timeout } } });

test('a scrape must end before the next begins', () => {
  assert.match(says('5s', '10s')[0] ?? '', /^error: scrapeTimeout 10s is longer than the interval 5s/);
  assert.deepEqual([says('1m', '60s'), says('15s', '10s')], [[], []]);
});
