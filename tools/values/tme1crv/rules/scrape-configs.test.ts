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

test('the expressions in steps of monitors and of remote writes are some', () => {
  const step = (regex: string) => [{ sourceLabels: ['__name__'], regex, action: 'drop' }];
  const monitor = (regex: string) =>
    saysOf(scrapeConfigs, {
      'kube-prometheus-stack': { kubelet: { serviceMonitor: { cAdvisorMetricRelabelings: step(regex) } } },
    });
  assert.match(monitor('container_(network')[0] ?? '', /^error: is "container_\(network", no regular expression/);
  assert.deepEqual(monitor('container_(network|fs).*'), []);
  assert.deepEqual(monitor('{{ .Release.Name }}('), []);
  assert.equal(says({ remoteWrite: [{ writeRelabelConfigs: step('go_(.*') }] }).length, 1);
});
