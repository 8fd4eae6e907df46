/** Looks into built dashboards and rule files, for the tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { parse } from 'yaml';
import { CHART } from './links';

/** A query and where it stands. */
export interface FoundQuery {
  where: string;
  expr: string;
}

/** The panels of a dashboard, without the rows' headings. */
export function panelsOf(dashboard: Dashboard): Panel[] {
  return (dashboard.panels ?? []).filter((panel): panel is Panel => panel.type !== 'row');
}

export function panelQueries(dashboard: Dashboard): FoundQuery[] {
  return panelsOf(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      where: `${dashboard.uid} / ${panel.title} / ${(target as unknown as { refId: string }).refId}`,
      expr: (target as unknown as { expr: string }).expr,
    })),
  );
}

export interface SourceRule {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
}

/** The rules as they stand in chart/files/rules, placeholders included. */
export function sourceRules(): SourceRule[] {
  const folder = join(CHART, 'files', 'rules');
  return readdirSync(folder)
    .map((file) => parse(readFileSync(join(folder, file), 'utf8')) as { groups: { rules: SourceRule[] }[] })
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));
}

/** The alerts' names, each once. */
export function alertNames(): string[] {
  return [...new Set(sourceRules().flatMap(({ alert }) => alert ?? []))].sort();
}
