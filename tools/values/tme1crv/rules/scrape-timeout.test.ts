import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { scrapeTimeout } from './scrape-timeout';

const says = (interval: string, timeout: string) =>
  saysOf(scrapeTimeout, { monitoring: { serviceMonitors: { interval, scrapeTimeout: timeout } } });

test('a scrape must end before the next begins', () => {
  assert.match(says('5s', '10s')[0] ?? '', /^error: scrapeTimeout 10s is longer than the interval 5s/);
  assert.deepEqual([says('1m', '60s'), says('15s', '10s')], [[], []]);
});

test("likewise for the stack's own monitors, and for all of them", () => {
  const stack = (values: JsonObject) => saysOf(scrapeTimeout, { 'kube-prometheus-stack': values });
  const prometheus = (prometheusSpec: JsonObject) => stack({ prometheus: { prometheusSpec } });
  assert.match(prometheus({ scrapeTimeout: '1m' })[0] ?? '', /is 1m, longer than scrapeInterval \(30s\)/);
  assert.deepEqual(prometheus({ scrapeTimeout: '1m', scrapeInterval: '1m' }), []);
  assert.match(
    stack({ kubelet: { serviceMonitor: { interval: '10s', scrapeTimeout: '20s' } } })[0] ?? '',
    /20s is longer than the interval 10s/,
  );
  assert.deepEqual(stack({ kubelet: { serviceMonitor: { interval: '', scrapeTimeout: '20s' } } }), []);
});
