import { isObject, textOf } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { isTemplate } from '../../text/template';

const WORDS = {
  monitoringReleaseLabel: {
    message:
      'monitoring.labels has no label release, by which the bundled Prometheus selects: it would find neither targets nor rules of this release',
    fix: "add `release` with the release's name, or leave monitoring.labels empty",
  },
  monitoringNotSelected: {
    message: '%s asks for %s, which ServiceMonitors and rules of this release lack: Prometheus would pass them over',
    fix: 'add the label to monitoring.labels, or change the selector',
  },
  emptySelector: {
    message:
      "is empty, which doesn't mean everything while %s is true: Prometheus selects by the release's name, as without this line",
    fix: 'set %s to false to select everything, or delete this line',
  },
  stackNotSelected: {
    message:
      "%s is %s: the stack's own ServiceMonitors and rules get it, and the bundled Prometheus selects those with the release's name",
    fix: 'leave that label out',
  },
} as const satisfies Words;

const SPEC = 'kube-prometheus-stack.prometheus.prometheusSpec';
const LABELS = 'monitoring.labels';

export const prometheusSelector: Rule<'prometheus-selector'> = {
  name: 'prometheus-selector',
  what: "Prometheus' selectors don't match the labels of this release's ServiceMonitors and rules.",
  why: 'Prometheus looks only at the ServiceMonitors and rules that its selectors match: with others nothing is scraped, and nothing alerts.',
  example: {
    wrong: 'monitoring: { labels: { team: shop } }',
    right: 'monitoring: { labels: { team: shop, release: my-release } }',
  },
  check(values) {
    const bundled =
      values.on('kube-prometheus-stack.enabled') && values.get('kube-prometheus-stack.prometheus.enabled') !== false;
    if (!bundled) return [];
    return [
      ...empty(values),
      ...ofStack(values),
      ...(values.on('monitoring.serviceMonitors.enabled') ? checkSelector(values, 'serviceMonitorSelector') : []),
      ...(values.on('monitoring.rules.enabled') ? checkSelector(values, 'ruleSelector') : []),
    ];
  },
};

// --- internal ---

/** Whoever writes the default's switch beside it, as in a copy of all values, has seen it. */
function empty(values: Values): Violation[] {
  return ['serviceMonitor', 'podMonitor', 'rule', 'probe', 'scrapeConfig'].flatMap((name) => {
    const [at, decides] = [`${SPEC}.${name}Selector`, `${name}SelectorNilUsesHelmValues`];
    const given = values.get(at);
    const isEmpty = isObject(given) && Object.keys(given).length === 0;
    const switched = values.get(`${SPEC}.${decides}`) !== undefined;
    return isEmpty && !switched ? [warning([at], WORDS.emptySelector, decides, decides)] : [];
  });
}

/** Labels for all objects of the stack come after its own, and the last one counts. */
function ofStack(values: Values): Violation[] {
  const label = 'kube-prometheus-stack.commonLabels';
  const given = values.map(label)['release'];
  if (given === undefined || isTemplate(given)) return [];
  const chosen = ['serviceMonitorSelector', 'ruleSelector'].every(
    (name) =>
      Object.keys(values.map(`${SPEC}.${name}`)).length > 0 || values.get(`${SPEC}.${name}NilUsesHelmValues`) === false,
  );
  return chosen ? [] : [error([[...label.split('.'), 'release']], WORDS.stackNotSelected, `${label}.release`, given)];
}

function checkSelector(values: Values, name: string): Violation[] {
  const selector = values.map(`${SPEC}.${name}`);
  const own = values.map(LABELS);
  const paths = [LABELS, `${SPEC}.${name}`, `${SPEC}.${name}NilUsesHelmValues`];
  if (Object.keys(selector).length === 0) {
    // An empty selector means the release's name, unless it is told to take everything (the subchart's prometheus.yaml).
    const takesAll = values.get(`${SPEC}.${name}NilUsesHelmValues`) === false;
    if (takesAll || Object.keys(own).length === 0 || 'release' in own) return [];
    return [error(paths, WORDS.monitoringReleaseLabel)];
  }
  const labels = Object.keys(own).length > 0 ? own : { release: undefined };
  const missed = requirements(selector).find(({ matches }) => !matches(labels));
  return missed ? [error(paths, WORDS.monitoringNotSelected, name, missed.text)] : [];
}

interface Requirement {
  text: string;
  matches(labels: Record<string, unknown>): boolean;
}

/** What a label selector asks for: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
function requirements(selector: Record<string, unknown>): Requirement[] {
  const exact = Object.entries(isObject(selector['matchLabels']) ? selector['matchLabels'] : {}).map(
    ([key, value]): Requirement => ({ text: `${key}: ${value}`, matches: (labels) => holds(labels, key, [value]) }),
  );
  const expressions = (Array.isArray(selector['matchExpressions']) ? selector['matchExpressions'] : []).filter(
    isObject,
  );
  return [...exact, ...expressions.map(fromExpression)];
}

function fromExpression({ key, operator, values }: Record<string, unknown>): Requirement {
  const name = textOf(key);
  const listed = Array.isArray(values) ? values : [];
  const tests: Record<string, Requirement['matches']> = {
    In: (labels) => holds(labels, name, listed),
    NotIn: (labels) => !(name in labels) || labels[name] === undefined || !listed.includes(labels[name]),
    Exists: (labels) => name in labels,
    DoesNotExist: (labels) => !(name in labels),
  };
  const text = listed.length > 0 ? `${name} ${operator} ${listed.join(', ')}` : `${name} ${operator}`;
  return { text, matches: tests[textOf(operator)] ?? (() => true) };
}

/** A value that only the release knows (its name, a template) may be the right one. */
function holds(labels: Record<string, unknown>, key: string, wanted: readonly unknown[]): boolean {
  if (!(key in labels)) return false;
  const value = labels[key];
  return value === undefined || wanted.some((one) => one === value || isTemplate(one));
}
