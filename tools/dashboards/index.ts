/** The Grafana dashboards that the chart ships, as files. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { overview } from './overview';
import { redis } from './redis';
import { webapp } from './webapp';

export interface GeneratedFile {
  /** Relative to the project's folder. */
  path: string;
  content: string;
}

/** Every dashboard. */
export function dashboards(): Dashboard[] {
  return [overview(), webapp(), redis()];
}

/** `chart/dashboards/<uid>.json` for each dashboard: the same bytes for the same sources. */
export function generateDashboards(): GeneratedFile[] {
  return dashboards().map((dashboard) => ({
    path: `chart/dashboards/${dashboard.uid}.json`,
    content: `${JSON.stringify(dashboard, null, 2)}\n`,
  }));
}
