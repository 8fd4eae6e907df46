import { isObject, textOf } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { isTemplate } from '../../text/template';

const WORDS = {
  namespaceSelector: {
    message:
      '%s asks for namespaces with %s: %s of this release are in %s, and are passed over unless it has that label',
    fix: 'label that namespace, or leave the selector empty: then every namespace is looked at',
  },
  ignoredSelectors: {
    message:
      '%s is true: ServiceMonitors in %s may then name targets of their own namespace alone, so nothing of %s is scraped',
    fix: 'set it to false',
  },
  enforcedLabel: {
    message:
      '%s is %s: what is scraped gets the namespace of its ServiceMonitor as that label, and rules see their own namespace alone, so no alert of this release finds the pods in %s',
    fix: 'leave it empty',
  },
  agentMode: {
    message: '%s is true: an agent evaluates no rules, so no alert of this release ever fires',
    fix: 'set it to false, or monitoring.rules.enabled to false where another Prometheus evaluates them',
  },
  prometheusOff: {
    message: '%s is false: nothing scrapes the ServiceMonitors of this release, and no alert fires',
    fix: 'set it to true, or monitoring.serviceMonitors.enabled and monitoring.rules.enabled to false',
  },
  operatorOff: {
    message: '%s is false: without an operator nobody turns ServiceMonitors and rules into configuration of Prometheus',
    fix: 'set it to true, or kube-prometheus-stack.enabled to false where another operator runs',
  },
  monitoringNamespace: {
    message:
      'networkPolicy.monitoringNamespace is %s, and %s is %s: network policies keep the bundled Prometheus from the metrics ports',
    fix: 'set both to the same namespace, or leave networkPolicy.monitoringNamespace empty',
  },
  hostNetwork: {
    message:
      "%s is true: Prometheus then has the address of its node, which the network policies of this release (networkPolicy.enabled) don't let in",
    fix: 'set it to false, or networkPolicy.enabled to false',
  },
  unreachable: {
    message:
      "%s is %s: Grafana's data source and `helm test` ask Prometheus by plain HTTP at its Service, and get no response",
    fix: 'leave it as it is by default, or name other addresses in grafana.sidecar.datasources.url and monitoring.prometheusUrl',
  },
  stateMetricsOff: {
    message:
      "%s is false: WebappDown and WebappTargetsMissing ask kube-state-metrics which of the web app's pods are available, and can't be told apart",
    fix: 'set it to true, unless the cluster has one already',
  },
  stateMetricsNamespaces: {
    message: '%s is %s, without %s: kube-state-metrics says nothing about the pods of this release',
    fix: 'add that namespace, or leave it empty: then every namespace is seen',
  },
  honorLabels: {
    message:
      '%s is false: what kube-state-metrics says about pods then has its own namespace as label, so alerts of this release find nothing',
    fix: 'set it to true',
  },
  operatorNamespaces: {
    message:
      '%s keeps the operator out of %s, where the ServiceMonitors and rules of this release are: they do nothing',
    fix: 'let it see that namespace',
  },
} as const satisfies Words;

const STACK = 'kube-prometheus-stack';
const SPEC = `${STACK}.prometheus.prometheusSpec`;

export const monitoringStack: Rule<'monitoring-stack'> = {
  name: 'monitoring-stack',
  what: 'A setting of the monitoring stack hides this release from it.',
  why: "ServiceMonitors, rules and network policies of this chart count on the stack's Prometheus: where it looks, what it may reach, and which labels it keeps.",
  example: {
    wrong: [
      'kube-prometheus-stack: { namespaceOverride: monitoring }',
      'networkPolicy: { monitoringNamespace: observability }',
    ].join('\n'),
    right: [
      'kube-prometheus-stack: { namespaceOverride: monitoring }',
      'networkPolicy: { monitoringNamespace: monitoring }',
    ].join('\n'),
  },
  check(values) {
    const monitors = values.on('monitoring.serviceMonitors.enabled');
    const rules = values.on('monitoring.rules.enabled');
    if (!values.on(`${STACK}.enabled`) || !(monitors || rules)) return [];
    const all = values.withDefaults;
    if (all.get(`${STACK}.prometheus.enabled`) === false)
      return [warning([`${STACK}.prometheus.enabled`], WORDS.prometheusOff, `${STACK}.prometheus.enabled`)];
    return [
      ...(monitors ? selector(all, 'serviceMonitorNamespaceSelector', 'ServiceMonitors') : []),
      ...(rules ? selector(all, 'ruleNamespaceSelector', 'rules') : []),
      ...switches(all, rules),
      ...elsewhere(all),
      ...stateMetrics(all),
    ];
  },
};

// --- internal ---

const monitoringNamespace = (values: Values) => values.text('monitoring.namespace');
const shown = (namespace: string) => (namespace === '' ? "the release's namespace" : `namespace ${namespace}`);
/** Whether the ServiceMonitors are in another namespace than what they point to. An empty name is the release's for both. */
const apart = (values: Values) => values.text('workload.namespace') !== monitoringNamespace(values);

function selector(values: Values, name: string, what: string): Violation[] {
  const { matchLabels, matchExpressions } = values.map(`${SPEC}.${name}`);
  const labels = isObject(matchLabels) ? Object.entries(matchLabels) : [];
  const expressions = Array.isArray(matchExpressions) ? matchExpressions.filter(isObject) : [];
  const own = monitoringNamespace(values);
  const byName = (key: string, names: readonly unknown[]) =>
    key === 'kubernetes.io/metadata.name' && (names.includes(own) || names.some(isTemplate));
  const open = [
    ...labels.filter(([key, value]) => !byName(key, [value])).map(([key, value]) => `${key}: ${value}`),
    ...expressions
      .filter(({ operator }) => operator === 'In' || operator === 'Exists')
      .filter(({ key, values: listed }) => !byName(textOf(key), Array.isArray(listed) ? listed : []))
      .map(({ key, operator, values: listed }) => [key, operator, ...(Array.isArray(listed) ? listed : [])].join(' ')),
  ];
  if (open.length === 0) return [];
  const at = `${SPEC}.${name}`;
  return [warning([at], WORDS.namespaceSelector, at, open.join(', '), what, shown(own))];
}

function switches(values: Values, rules: boolean): Violation[] {
  const found: Violation[] = [];
  const at = (key: string) => `${SPEC}.${key}`;
  const workload = shown(values.text('workload.namespace'));
  if (values.on(at('ignoreNamespaceSelectors')) && apart(values)) {
    const words = WORDS.ignoredSelectors;
    const path = at('ignoreNamespaceSelectors');
    found.push(warning([path], words, path, shown(monitoringNamespace(values)), workload));
  }
  const label = values.text(at('enforcedNamespaceLabel'));
  const excluded = values.list(at('excludedFromEnforcement')).length > 0;
  if (label !== '' && apart(values) && !excluded)
    found.push(
      error([at('enforcedNamespaceLabel')], WORDS.enforcedLabel, at('enforcedNamespaceLabel'), label, workload),
    );
  const agent = `${STACK}.prometheus.agentMode`;
  if (values.on(agent) && rules) found.push(warning([agent], WORDS.agentMode, agent));
  const operator = `${STACK}.prometheusOperator.enabled`;
  if (values.get(operator) === false) found.push(warning([operator], WORDS.operatorOff, operator));
  if (values.on(at('hostNetwork')) && values.on('networkPolicy.enabled'))
    found.push(warning([at('hostNetwork')], WORDS.hostNetwork, at('hostNetwork')));
  found.push(...reach(values));
  const own = monitoringNamespace(values);
  const denied = `${STACK}.prometheusOperator.denyNamespaces`;
  if (own !== '' && values.list(denied).includes(own))
    found.push(warning([denied], WORDS.operatorNamespaces, denied, shown(own)));
  const watched = `${STACK}.prometheusOperator.namespaces`;
  const additional = values.list(`${watched}.additional`);
  if (own !== '' && Object.keys(values.map(watched)).length > 0 && !additional.includes(own))
    found.push(warning([watched], WORDS.operatorNamespaces, watched, shown(own)));
  const released = `${watched}.releaseNamespace`;
  const elsewhere = additional.length > 0 && !additional.some((one) => one === own || isTemplate(one));
  if (values.get(released) === false && elsewhere && own === '')
    found.push(warning([released], WORDS.operatorNamespaces, released, shown(own)));
  return found;
}

/** What keeps everybody from the Service of Prometheus. */
function reach(values: Values): Violation[] {
  if (values.text('monitoring.prometheusUrl') !== '') return [];
  const found: [string, string][] = [];
  if (Object.keys(values.map(`${SPEC}.web.tlsConfig`)).length > 0) found.push([`${SPEC}.web.tlsConfig`, 'set']);
  if (values.on(`${SPEC}.listenLocal`)) found.push([`${SPEC}.listenLocal`, 'true']);
  const service = `${STACK}.prometheus.service.enabled`;
  if (values.get(service) === false) found.push([service, 'false']);
  return found.map(([path, value]) => warning([path], WORDS.unreachable, path, value));
}

function elsewhere(values: Values): Violation[] {
  const at = `${STACK}.namespaceOverride`;
  const [stack, policies] = [values.text(at), values.text('networkPolicy.monitoringNamespace')];
  if (!values.on('networkPolicy.enabled') || stack === '' || policies === '' || stack === policies) return [];
  return [error(['networkPolicy.monitoringNamespace', at], WORDS.monitoringNamespace, policies, at, stack)];
}

function stateMetrics(values: Values): Violation[] {
  if (!values.on('monitoring.rules.enabled') || !values.on('webapp.enabled')) return [];
  const enabled = `${STACK}.kubeStateMetrics.enabled`;
  if (values.get(enabled) === false) return [warning([enabled], WORDS.stateMetricsOff, enabled)];
  const found: Violation[] = [];
  const at = `${STACK}.kube-state-metrics`;
  const seen = values.names(`${at}.namespaces`);
  const workload = values.text('workload.namespace');
  if (seen.length > 0 && workload !== '' && !seen.includes(workload)) {
    const words = WORDS.stateMetricsNamespaces;
    found.push(warning([`${at}.namespaces`], words, `${at}.namespaces`, seen.join(', '), workload));
  }
  // One of the two is enough.
  const honor = [`${at}.prometheus.monitor.http.honorLabels`, `${at}.prometheus.monitor.honorLabels`];
  const given = honor.map((path) => values.get(path));
  if (given.includes(false) && !given.includes(true))
    found.push(warning(honor, WORDS.honorLabels, honor[given.indexOf(false)]));
  return found;
}
