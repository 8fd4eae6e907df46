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

const OPERATORS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan', 'by', 'without', 'on', 'ignoring']);
