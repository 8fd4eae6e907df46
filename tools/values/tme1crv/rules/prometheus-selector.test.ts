import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { prometheusSelector } from './prometheus-selector';

const says = (labels: JsonObject, prometheusSpec: JsonObject = {}, stack: JsonObject = {}) =>
  saysOf(prometheusSelector, {
    monitoring: { labels },
    'kube-prometheus-stack': { prometheus: { prometheusSpec }, ...stack },
  });

test('the bundled Prometheus selects by the release, unless told to take everything', () => {
  assert.match(says({ team: 'a' })[0] ?? '', /^error: monitoring\.labels has no label release/);
  assert.equal(says({ team: 'a' }).length, 2, 'ServiceMonitors and rules');
  assert.deepEqual(says({ team: 'a', release: 'x' }), []);
  assert.deepEqual(says({}), []);
  const all = { serviceMonitorSelectorNilUsesHelmValues: false, ruleSelectorNilUsesHelmValues: false };
  assert.deepEqual(says({ team: 'a' }, all), []);
});

test('an empty selector selects no more than none', () => {
  const [found, ...more] = says({}, { serviceMonitorSelector: {} });
  assert.match(found ?? '', /^warning: is empty, .* while serviceMonitorSelectorNilUsesHelmValues is true/);
  assert.deepEqual(more, []);
  assert.deepEqual(says({}, { podMonitorSelector: {}, podMonitorSelectorNilUsesHelmValues: false }), []);
  // A copy of all defaults.
  assert.deepEqual(says({}, { ruleSelector: {}, ruleSelectorNilUsesHelmValues: true }), []);
});

test('a selector of its own must match the labels', () => {
  const selector = (matchLabels: JsonObject) => ({ serviceMonitorSelector: { matchLabels } });
  assert.match(
    says({ release: 'x', team: 'a' }, selector({ team: 'b' }))[0] ?? '',
    /^error: .*serviceMonitorSelector asks for team: b/,
  );
  assert.match(says({}, selector({ team: 'b' }))[0] ?? '', /asks for team: b/);
  assert.deepEqual(says({ release: 'x', team: 'b' }, selector({ team: 'b' })), []);
  assert.deepEqual(says({}, selector({ release: 'tme1crv' })), [], 'the name of the release is not known here');
  assert.deepEqual(says({ release: 'x', team: 'b' }, selector({ team: '{{ .Release.Name }}' })), []);
});

test('expressions count too', () => {
  const ask = (operator: string, values?: string[]) => ({
    ruleSelector: { matchExpressions: [{ key: 'team', operator, ...(values ? { values } : {}) }] },
  });
  const labels = { release: 'x', team: 'a' };
  assert.match(says(labels, ask('In', ['b', 'c']))[0] ?? '', /ruleSelector asks for team In b, c/);
  assert.match(says(labels, ask('NotIn', ['a']))[0] ?? '', /team NotIn a/);
  assert.match(says(labels, ask('DoesNotExist'))[0] ?? '', /team DoesNotExist/);
  assert.match(says({ release: 'x' }, ask('Exists'))[0] ?? '', /team Exists/);
  for (const right of [ask('In', ['a']), ask('NotIn', ['b']), ask('Exists')]) assert.deepEqual(says(labels, right), []);
});

test('another Prometheus, or none, is not ours to judge', () => {
  assert.deepEqual(says({ team: 'a' }, {}, { enabled: false }), []);
  assert.deepEqual(says({ team: 'a' }, {}, { prometheus: { enabled: false } }), []);
});

test("labels for all objects of the stack don't hide them", () => {
  const stack = (values: object) => saysOf(prometheusSelector, { 'kube-prometheus-stack': values as JsonObject });
  const commonLabels = { release: 'monitoring' };
  assert.match(stack({ commonLabels })[0] ?? '', /the stack's own ServiceMonitors/);
  const all = { serviceMonitorSelectorNilUsesHelmValues: false, ruleSelectorNilUsesHelmValues: false };
  assert.deepEqual(stack({ commonLabels, prometheus: { prometheusSpec: all } }), []);
  assert.deepEqual(stack({ commonLabels: { team: 'a' } }), []);
});
