/** Reads PromQL just as far as the tests need: which metrics a query names, and what Grafana makes of its variables. */

/**
 * The metrics that an expression names, each once. Selectors, strings, ranges, grouping labels and functions are skipped;
 * `${…}` placeholders of the chart's rule files may stand in selectors and for numbers.
 */
export function metricNames(expr: string): string[] {
  const bare = expr
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\$\{[^}]*\}/g, '0')
    .replace(/\{[^}]*\}/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const names = bare.match(/(?<![a-zA-Z0-9_:.])[a-zA-Z_][a-zA-Z0-9_:]*(?!\s*\(|[a-zA-Z0-9_:])/g) ?? [];
  return [...new Set(names)].filter((name) => !OPERATORS.has(name.toLowerCase()));
}

/** A selector in an expression: a metric, and the labels that it asks for. */
export interface Selector {
  metric: string;
  labels: string[];
}

/** Every `metric{label="value",…}` of an expression. */
export function selectorsOf(expr: string): Selector[] {
  return [...expr.matchAll(/([a-zA-Z_:][a-zA-Z0-9_:]*)\{([^}]*)\}/g)].map(([, metric = '', matchers = '']) => ({
    metric,
    labels: [...matchers.matchAll(/([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*"/g)].map(
      ([, label = '']) => label,
    ),
  }));
}

/** The labels by which an expression groups and joins, without those that it makes itself with `label_replace`. */
export function groupingLabels(expr: string): string[] {
  const bare = expr.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const lists = [...bare.matchAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g)];
  const named = lists.flatMap(([, list = '']) => list.split(',').map((label) => label.trim()));
  const made = new Set([...expr.matchAll(LABEL_REPLACE_END)].map(([, label]) => label));
  return [...new Set(named)].filter((label) => label !== '' && !made.has(label));
}

/** The names in a `/metrics` answer. */
export function exportedNames(metricsText: string): Set<string> {
  const lines = metricsText.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Set(lines.map((line) => line.replace(/[{\s].*$/, '')));
}

/** Puts values in for Grafana's variables, as Grafana does before it asks Prometheus. */
export function fillVariables(expr: string, variables: Record<string, string>): string {
  return expr.replace(/\$([a-zA-Z_]+)/g, (whole, name: string) => variables[name] ?? whole);
}

// --- internal ---

/** The arguments of `label_replace` after its vector: the label that it makes, and three more texts. */
const LABEL_REPLACE_END = /,\s*"(\w+)",\s*"[^"]*",\s*"[^"]*",\s*"[^"]*"\s*\)/g;

const OPERATORS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan', 'by', 'without', 'on', 'ignoring']);
