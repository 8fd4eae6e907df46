/** What the rules' tests ask of every alert, and by which names they know them. */
import type { Manifest } from '../../deploy/manifests';
import type { Rule, RuleGroup } from './rules';
import { seconds } from './series';

/** The longest time between two scrapes, in seconds, that a rendered chart's ServiceMonitors ask for. */
export function scrapeInterval(manifests: readonly Manifest[]): number {
  const intervals = manifests
    .filter(({ kind }) => kind === 'ServiceMonitor')
    .flatMap((monitor): { interval: string }[] => monitor['spec'].endpoints)
    .map(({ interval }) => seconds(interval));
  return Math.max(0, ...intervals);
}

/** What every alert has to have, whatever it is about; each shortcoming in a few words. */
export function alertProblems({ for: wait, labels, annotations }: Rule, scrapeIntervalSeconds: number): string[] {
  const found: string[] = [];
  if (wait === undefined || seconds(wait) <= 2 * scrapeIntervalSeconds) {
    found.push(`\`for\` (${wait}) is not longer than two scrapes, so that a single one can raise it`);
  }
  // The severities that the stack's inhibition rules know.
  if (!['critical', 'warning', 'info'].includes(labels?.['severity'] ?? '')) {
    found.push(`no severity critical, warning or info (${labels?.['severity']})`);
  }
  for (const name of ['summary', 'description', 'runbook_url']) {
    if (!annotations?.[name]) found.push(`no annotation ${name}`);
  }
  return found;
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
