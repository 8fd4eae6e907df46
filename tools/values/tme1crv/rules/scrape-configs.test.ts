import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { scrapeConfigs } from './scrape-configs';

const says = (prometheusSpec: JsonObject) =>
  saysOf(scrapeConfigs, { 'kube-prometheus-stack': { prometheus: { prometheusSpec } } });

test('additional scrape configurations are read as a list and as text, unless a template makes them', () => {
  assert.match(says({ additionalScrapeConfigs: [{ jobname: 'a' }] })[0] ?? '', /^error: is no field/);
  assert.match(says({ additionalScrapeConfigs: '- jobname: a' })[0] ?? '', /^error: \[0\]\.jobname is no field/);
  assert.deepEqual(says({ additionalScrapeConfigs: '- job_name: {{ .Release.Name }}' }), []);
  assert.deepEqual(says({ additionalScrapeConfigs: '' }), []);
  assert.match(says({ additionalAlertRelabelConfigs: [{ action: 'dropp' }] })[0] ?? '', /Prometheus knows/);
});
