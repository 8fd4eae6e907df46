/** Addresses that dashboards link to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The chart's folder. */
export const CHART = join(__dirname, '..', '..', '..', 'chart');

/** The published runbook of an alert, as the alert's own `runbook_url` has it by default. */
export function runbookUrl(alert: string): string {
  const { home }: { home: string } = parse(readFileSync(join(CHART, 'Chart.yaml'), 'utf8'));
  return `${home}/blob/main/docs/runbooks/${alert}.md`;
}

/** A dashboard of this project, for the release and time that are looked at. */
export function dashboardUrl(uid: string): string {
  return `/d/${uid}?\${__url_time_range}&\${__all_variables}`;
}
