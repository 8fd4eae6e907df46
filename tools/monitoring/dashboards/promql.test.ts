import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportedNames, fillVariables, groupingLabels, metricNames, selectorsOf } from './promql';

test('only metrics are names: no functions, labels, strings, ranges or operators', () => {
  const expr = `histogram_quantile(0.99, sum by (le, pod) (rate(a_bucket{x="b_c"}[5m])))
    / on (namespace) group_left (role) tme1crv:b:rate5m{y=~"u}v"} unless bool c_total offset 5m > 1e6`;
  assert.deepEqual(metricNames(expr), ['a_bucket', 'tme1crv:b:rate5m', 'c_total']);
});

test('placeholders of the rule files are no names', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how the rule files write it
  assert.deepEqual(metricNames('a{${webapp},b="c"} / ${limit} > ${ratio}'), ['a']);
});

test('what is no PromQL is refused', () => {
  assert.throws(() => metricNames('rate(a[5m]) / / b'), /no PromQL at character 14/);
});

test('names are read from an exposition', () => {
  assert.deepEqual([...exportedNames('# HELP a x\na{b="c d"} 1\nb 2\n')], ['a', 'b']);
});

test('variables are filled in as Grafana does', () => {
  const expr = 'rate(a{namespace="$namespace",job="$release-webapp"}[$__rate_interval])';
  const filled = fillVariables(expr, { namespace: 'n', release: 'r', __rate_interval: '1m' });
  assert.equal(filled, 'rate(a{namespace="n",job="r-webapp"}[1m])');
});

test('selectors and their labels are found, whatever the values hold', () => {
  const expr = 'sum(rate(a_total{x="b{c}",y!~"d|e"}[5m])) / on (n) tme1crv:b:ratio{z=~"1(?:[.]0)?"}';
  const b = { metric: 'b', labels: [] };
  assert.deepEqual(selectorsOf('a{x="1"} / b'), [{ metric: 'a', labels: ['x'] }, b]);
  assert.deepEqual(selectorsOf(expr).at(-1), { metric: 'tme1crv:b:ratio', labels: ['z'] });
});

test('labels that are grouped or joined by are found, without those that the expression makes', () => {
  const expr = `max by (namespace, kind) (label_replace(a{x="by (no)"}, "kind", "y", "", "")) + on (namespace) group_left (pod) b`;
  assert.deepEqual(groupingLabels(expr), ['namespace', 'pod']);
});
