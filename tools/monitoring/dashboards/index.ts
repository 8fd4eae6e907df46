/** The Grafana dashboards that the chart ships, as files. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboardsPage } from './docs';
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

/** `chart/dashboards/<uid>.json` for each dashboard, and the page about them: the same bytes for the same sources. */
export function generateDashboards(): GeneratedFile[] {
  const made = dashboards();
  const files = made.map((dashboard) => ({
    path: `chart/dashboards/${dashboard.uid}.json`,
    content: `${JSON.stringify(dashboard, null, 2)}\n`,
  }));
  return [...files, { path: 'docs/dashboards.md', content: dashboardsPage(made) }];
}
