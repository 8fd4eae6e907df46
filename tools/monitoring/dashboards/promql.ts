/** What tests ask of a PromQL expression. The grammar is that of Prometheus' own editor. */
import { parser } from '@prometheus-io/lezer-promql';

/** The metrics that an expression names, each once. @throws Error when it is no PromQL */
export function metricNames(expr: string): string[] {
  return [...new Set(selectorsOf(expr).flatMap(({ metric }) => (metric === '' ? [] : [metric])))];
}

/** A selector in an expression: a metric, and the labels that it asks for. */
export interface Selector {
  metric: string;
  labels: string[];
}

/** Every `metric{label="value",…}` of an expression. @throws Error when it is no PromQL */
export function selectorsOf(expr: string): Selector[] {
  const { text, find } = parse(expr);
  return find('VectorSelector').map((selector) => {
    const name = selector.getChild('Identifier');
    const matchers = selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
    const labels = matchers.map((matcher) => text(matcher.getChild('LabelName')));
    return { metric: name === null ? '' : text(name), labels: labels.filter((label) => label !== PLACEHOLDER) };
  });
}

/** The labels by which an expression groups and joins, without those that it makes itself with `label_replace`. */
export function groupingLabels(expr: string): string[] {
  const { text, find } = parse(expr);
  const named = find('GroupingLabels').flatMap((list) => list.getChildren('LabelName').map(text));
  const made = find('LabelReplace').map((called) => {
    const call = called.parent?.parent;
    return text(call?.getChild('FunctionCallBody')?.getChild('StringLiteral') ?? null).slice(1, -1);
  });
  return [...new Set(named)].filter((label) => !made.includes(label));
}

/** The names in a `/metrics` response. */
export function exportedNames(metricsText: string): Set<string> {
  const lines = metricsText.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Set(lines.map((line) => line.replace(/[{\s].*$/, '')));
}

/** Puts values in for Grafana's variables, as Grafana does before it asks Prometheus. */
export function fillVariables(expr: string, variables: Record<string, string>): string {
  return expr.replace(/\$([a-zA-Z_]+)/g, (whole, name: string) => variables[name] ?? whole);
}

// --- internal ---

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** Stands for the matchers that the chart puts in. */
const PLACEHOLDER = 'placeholder';

/** The `${…}` of the chart's rule files may stand for matchers and for numbers, Grafana's variables for ranges. */
function parse(expr: string) {
  const source = expr
    .replace(/(?<=[{,]\s*)\$\{\w+\}/g, `${PLACEHOLDER}=""`)
    .replace(/\$\{\w+\}/g, '1')
    .replace(/\[\$\w+\]/g, '[1m]');
  const tree = parser.parse(source);
  const nodes: SyntaxNode[] = [];
  tree.iterate({
    enter(node) {
      if (node.type.isError) throw new Error(`no PromQL at character ${node.from}: ${source}`);
      nodes.push(node.node);
    },
  });
  const text = (node: SyntaxNode | null) => (node === null ? '' : source.slice(node.from, node.to));
  return { text, find: (name: string) => nodes.filter((node) => node.name === name) };
}
