import { type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';

const WORDS = {
  stateMetricsUnscraped: {
    message: '%s is false: nobody scrapes kube-state-metrics, so WebappDown and WebappTargetsMissing find nothing',
    fix: 'set it to true',
  },
  stateMetricsCollectors: {
    message: '%s leaves %s out: alerts of this release that ask for %s find nothing',
    fix: 'add them to kube-state-metrics.collectors, and take them out of collectorsExclude',
  },
  stateMetricsNames: {
    message: '%s leaves %s out: alerts of this release that ask for it find nothing',
    fix: 'let it through',
  },
  stateMetricsDenied: {
    message: '%s has %s: kube-state-metrics says nothing about the pods of this release',
    fix: 'take that namespace out',
  },
  stateMetricsOwnNamespace: {
    message: '%s is true: kube-state-metrics sees its own namespace alone, and the pods of this release are in %s',
    fix: 'set it to false, or add that namespace to kube-state-metrics.namespaces',
  },
  stateMetricsLabels: {
    message:
      '%s is true: what kube-state-metrics says about pods then has its own namespace as label, so alerts of this release find nothing',
    fix: 'set it to false',
  },
} as const satisfies Words;

const STACK = 'kube-prometheus-stack';
const AT = `${STACK}.kube-state-metrics`;

export const stateMetrics: Rule<'state-metrics'> = {
  name: 'state-metrics',
  what: "The exporter of the cluster's objects (kube-state-metrics) would not say what the alerts of this release ask for.",
  why: 'Which pods there should be, and what their limits are, only kube-state-metrics knows: an alert that compares with that never fires without it.',
  example: {
    wrong: 'kube-prometheus-stack: { kube-state-metrics: { collectors: [nodes] } }',
    right: 'kube-prometheus-stack: { kube-state-metrics: { collectors: [nodes, pods, deployments] } }',
  },
  check(values) {
    const rules = values.on('monitoring.rules.enabled') && values.on('webapp.enabled');
    const all = values.withDefaults;
    const runs = [`${STACK}.kubeStateMetrics.enabled`, `${STACK}.prometheus.enabled`].every(
      (path) => all.get(path) !== false,
    );
    if (!values.on(`${STACK}.enabled`) || !rules || !runs) return [];
    return [...scraped(all), ...collectors(all), ...names(all), ...namespaces(all)];
  },
};

// --- internal ---

/** The metrics that the rules ask for (chart/files/rules; a test compares), by the collector that has them. */
export const ASKED_FOR: Readonly<Record<string, readonly string[]>> = {
  deployments: ['kube_deployment_status_replicas_available'],
  pods: ['kube_pod_container_status_running'],
  cronjobs: [
    'kube_cronjob_created',
    'kube_cronjob_next_schedule_time',
    'kube_cronjob_status_last_schedule_time',
    'kube_cronjob_status_last_successful_time',
  ],
};

/** Those that these values ask for. */
function asked(values: Values): [collector: string, metrics: readonly string[]][] {
  return Object.entries(ASKED_FOR).filter(([collector]) => collector !== 'cronjobs' || values.on('backup.enabled'));
}

function scraped(values: Values): Violation[] {
  const monitor = `${AT}.prometheus.monitor.enabled`;
  if (values.get(monitor) === false) return [warning([monitor], WORDS.stateMetricsUnscraped, monitor)];
  const override = `${STACK}.prometheus.prometheusSpec.overrideHonorLabels`;
  return values.on(override) ? [warning([override], WORDS.stateMetricsLabels, override)] : [];
}

function collectors(values: Values): Violation[] {
  const [listed, excluded, extra] = ['collectors', 'collectorsExclude', 'collectorsExtra'].map((key) => {
    const value = values.get(`${AT}.${key}`);
    return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string' && one !== '');
  }) as [unknown[], unknown[], unknown[]];
  // None at all: all that kube-state-metrics has by itself.
  const kept = (name: string) => listed.length === 0 || listed.includes(name) || extra.includes(name);
  const missing = asked(values).filter(([name]) => !kept(name) || excluded.includes(name));
  const [first] = missing;
  if (!first) return [];
  const at = `${AT}.${excluded.includes(first[0]) ? 'collectorsExclude' : 'collectors'}`;
  const [shown, metrics] = [missing.map(([name]) => name).join(', '), missing.flatMap(([, all]) => all).join(', ')];
  return [warning([at], WORDS.stateMetricsCollectors, at, shown, metrics)];
}

/** The lists hold regular expressions, each for a whole name. */
function names(values: Values): Violation[] {
  const matches = (pattern: unknown, name: string) => {
    try {
      return new RegExp(`^(?:${pattern})$`).test(name);
    } catch {
      return true;
    }
  };
  const all = asked(values).flatMap(([, metrics]) => metrics);
  const found = (key: string, lost: (listed: unknown[], name: string) => boolean) => {
    const at = `${AT}.${key}`;
    const listed = values.list(at);
    const missing = all.filter((name) => listed.length > 0 && lost(listed, name));
    return missing.length > 0 ? [warning([at], WORDS.stateMetricsNames, at, missing.join(', '))] : [];
  };
  return [
    ...found('metricAllowlist', (listed, name) => !listed.some((one) => matches(one, name))),
    ...found('metricDenylist', (listed, name) => listed.some((one) => matches(one, name))),
  ];
}

function namespaces(values: Values): Violation[] {
  const workload = values.text('workload.namespace');
  if (workload === '') return [];
  const denied = `${AT}.namespacesDenylist`;
  if (values.names(denied).includes(workload)) return [warning([denied], WORDS.stateMetricsDenied, denied, workload)];
  const own = `${AT}.releaseNamespace`;
  const sees =
    values.names(`${AT}.namespaces`).includes(workload) || values.text(`${AT}.namespaceOverride`) === workload;
  return values.on(own) && !sees ? [warning([own], WORDS.stateMetricsOwnNamespace, own, workload)] : [];
}
