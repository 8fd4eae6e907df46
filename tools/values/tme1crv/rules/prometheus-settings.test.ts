import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { prometheusSettings } from './prometheus-settings';

const says = (stack: JsonObject, more: JsonObject = {}) =>
  saysOf(prometheusSettings, { 'kube-prometheus-stack': stack, ...more });
const spec = (prometheusSpec: JsonObject, more: JsonObject = {}) => says({ prometheus: { prometheusSpec } }, more);

test('one Prometheus that runs, sees everything and may ask Kubernetes', () => {
  assert.deepEqual(says({}), []);
  assert.match(spec({ replicas: 0 })[0] ?? '', /no Prometheus runs/);
  assert.match(spec({ shards: 0 })[0] ?? '', /no Prometheus runs/);
  assert.match(spec({ shards: 2 })[0] ?? '', /a part of the targets/);
  assert.deepEqual(spec({ shards: 2 }, { monitoring: { rules: { enabled: false } } }), []);
  assert.match(spec({ paused: true })[0] ?? '', /leaves this Prometheus alone/);
  assert.match(spec({ automountServiceAccountToken: false })[0] ?? '', /no token/);
  assert.match(says({ global: { rbac: { create: false } } })[0] ?? '', /may read anything/);
  assert.deepEqual(says({ prometheus: { enabled: false, prometheusSpec: { replicas: 0 } } }), []);
});

test('limits leave room for the targets of this release and of the stack', () => {
  assert.match(spec({ enforcedTargetLimit: 3 })[0] ?? '', /is 3, and this release has 4 pods .*redis\.replica/);
  assert.deepEqual(spec({ enforcedTargetLimit: 4 }), []);
  assert.match(spec({ targetLimit: 8 }, { webapp: { replicas: 9 } })[0] ?? '', /has 9 pods .*webapp\.replicas/);
  const nodes = { redis: { sentinel: { enabled: true }, metrics: { enabled: false } } };
  assert.deepEqual(spec({ targetLimit: 3 }, nodes), []);
  assert.equal(spec({ targetLimit: 2 }, nodes).length, 1);
  assert.match(spec({ sampleLimit: 500 })[0] ?? '', /counts as failed/);
  assert.deepEqual(spec({ sampleLimit: 0, enforcedSampleLimit: 50_000 }), []);
});

test('what is scraped and recorded is there until the next time', () => {
  assert.match(spec({ query: { lookbackDelta: '10s' } })[0] ?? '', /shorter than .*interval, 15s/);
  assert.deepEqual(spec({ query: { lookbackDelta: '3m' }, evaluationInterval: '1m', scrapeInterval: '2m' }), []);
  assert.match(spec({ query: { lookbackDelta: '3m' }, evaluationInterval: '4m' })[0] ?? '', /after 3m, so what rec/);
  assert.match(spec({ scrapeInterval: '10m' })[0] ?? '', /after 5m, so what kube-state-metrics/);
});

test('the operator makes them', () => {
  const operator = (prometheusOperator: JsonObject, more: JsonObject = {}) => says({ prometheusOperator, ...more });
  const webhooks = (admissionWebhooks: JsonObject, more: JsonObject = {}) => operator({ admissionWebhooks, ...more });
  assert.match(webhooks({ enabled: false })[0] ?? '', /pod waits for ever/);
  assert.match(webhooks({ patch: { enabled: false } })[0] ?? '', /patch\.enabled is false/);
  assert.deepEqual(webhooks({ enabled: false }, { tls: { enabled: false } }), []);
  assert.deepEqual(webhooks({ patch: { enabled: false }, certManager: { enabled: true } }), []);
  assert.deepEqual(webhooks({ enabled: false }, { enabled: false }), []);
  const asks = { prometheusInstanceSelector: 'team=shop' };
  assert.match(operator(asks)[0] ?? '', /asks for team=shop, which the Prometheus/);
  assert.deepEqual(operator(asks, { prometheus: { additionalLabels: { team: 'shop' } } }), []);
  assert.deepEqual(operator({ prometheusInstanceSelector: 'release=x, app!=y' }), []);
  assert.match(operator({ alertmanagerInstanceSelector: 'a=b' })[0] ?? '', /which the Alertmanager/);
  const elsewhere = { prometheusInstanceNamespaces: ['shop'] };
  assert.match(operator(elsewhere, { namespaceOverride: 'obs' })[0] ?? '', /is shop, without obs/);
  assert.deepEqual(operator({ prometheusInstanceNamespaces: ['obs'] }, { namespaceOverride: 'obs' }), []);
});
