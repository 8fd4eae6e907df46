import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { monitoringStack } from './monitoring-stack';

const says = (stack: JsonObject, more: JsonObject = {}) =>
  saysOf(monitoringStack, { 'kube-prometheus-stack': stack, ...more });
const spec = (prometheusSpec: JsonObject, more: JsonObject = {}) => says({ prometheus: { prometheusSpec } }, more);
const named = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

test('Prometheus has to look into the namespace of the ServiceMonitors and rules', () => {
  assert.match(
    spec({ ruleNamespaceSelector: { matchLabels: { a: 'b' } } })[0] ?? '',
    /asks for namespaces with a: b: rules/,
  );
  assert.deepEqual(spec({ serviceMonitorNamespaceSelector: named('obs') }, { monitoring: { namespace: 'obs' } }), []);
  assert.equal(
    spec({ serviceMonitorNamespaceSelector: named('other') }, { monitoring: { namespace: 'obs' } }).length,
    1,
  );
  assert.deepEqual(
    spec({ serviceMonitorNamespaceSelector: { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] } }),
    [],
  );
  assert.deepEqual(
    spec({ ruleNamespaceSelector: { matchLabels: { a: 'b' } } }, { monitoring: { rules: { enabled: false } } }),
    [],
  );
});

test("the operator has to see the release's namespace", () => {
  const operator = (namespaces: JsonObject) => says({ prometheusOperator: { namespaces } });
  assert.match(operator({ releaseNamespace: false, additional: ['shop'] })[0] ?? '', /keeps the operator out/);
  assert.deepEqual(operator({ releaseNamespace: true, additional: ['shop'] }), []);
  assert.deepEqual(operator({ releaseNamespace: false, additional: ['{{ .Release.Namespace }}'] }), []);
});

test('ServiceMonitors may point to another namespace than their own', () => {
  assert.equal(spec({ ignoreNamespaceSelectors: true }).length, 1);
  const same: JsonObject = { workload: { namespace: 'shop' }, monitoring: { namespace: 'shop' } };
  assert.deepEqual(spec({ ignoreNamespaceSelectors: true }, same), []);
  assert.match(spec({ enforcedNamespaceLabel: 'namespace' })[0] ?? '', /^error/);
  const excluded = [{ group: 'monitoring.coreos.com', resource: 'servicemonitors', namespace: 'shop' }];
  assert.deepEqual(spec({ enforcedNamespaceLabel: 'namespace', excludedFromEnforcement: excluded }), []);
});

test('parts that nobody else stands in for', () => {
  assert.match(says({ prometheus: { enabled: false } })[0] ?? '', /nothing scrapes/);
  assert.match(says({ prometheus: { agentMode: true } })[0] ?? '', /evaluates no rules/);
  assert.match(says({ prometheusOperator: { enabled: false } })[0] ?? '', /without an operator/);
  assert.match(says({ kubeStateMetrics: { enabled: false } })[0] ?? '', /WebappDown/);
  assert.match(says({ 'kube-state-metrics': { namespaces: 'default, other' } })[0] ?? '', /without iacproject/);
  assert.deepEqual(says({ 'kube-state-metrics': { namespaces: 'default,iacproject' } }), []);
  assert.match(
    says({ prometheusOperator: { denyNamespaces: ['obs'] } }, { monitoring: { namespace: 'obs' } })[0] ?? '',
    /out of/,
  );
  assert.match(spec({ hostNetwork: true })[0] ?? '', /address of its node/);
  assert.deepEqual(spec({ hostNetwork: true }, { networkPolicy: { enabled: false } }), []);
});

test('network policies let the Prometheus in that there is', () => {
  const policies = (monitoringNamespace: string) => ({ networkPolicy: { monitoringNamespace } });
  assert.match(says({ namespaceOverride: 'obs' }, policies('monitoring'))[0] ?? '', /keep the bundled Prometheus/);
  assert.deepEqual(says({ namespaceOverride: 'obs' }, policies('obs')), []);
  assert.deepEqual(says({ namespaceOverride: 'obs' }), []);
});
