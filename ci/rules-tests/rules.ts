/** The rules of a rendered chart. */
import { parseAllDocuments } from 'yaml';

export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface RuleGroup {
  name: string;
  interval?: string;
  rules: Rule[];
}

/** The groups of every PrometheusRule in what `helm template` printed, as a plain rule file has them. */
export function ruleGroups(rendered: string): RuleGroup[] {
  return parseAllDocuments(rendered)
    .map((document) => document.toJS() as { kind?: string; spec: { groups: RuleGroup[] } } | null)
    .flatMap((manifest) => (manifest?.kind === 'PrometheusRule' ? manifest.spec.groups : []));
}

/**
 * The alerts by the name that tests and reports use: `Name`, or `Name/severity` where several rules share the name so that
 * the critical one inhibits the others.
 */
export function alertsById(groups: RuleGroup[]): Map<string, Rule> {
  const alerts = groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined));
  const severities = (name?: string) => new Set(alerts.filter(({ alert }) => alert === name).map(severityOf));
  const ids = alerts.map((rule): [string, Rule] => [
    severities(rule.alert).size > 1 ? `${rule.alert}/${severityOf(rule)}` : `${rule.alert}`,
    rule,
  ]);
  return new Map(ids.sort(([a], [b]) => (a < b ? -1 : 1)));
}

// --- internal ---

function severityOf(rule: Rule): string {
  return rule.labels?.['severity'] ?? 'none';
}
