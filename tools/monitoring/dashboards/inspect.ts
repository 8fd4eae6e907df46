/** Looks into built dashboards, for the tests. */
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';

/** A query and where it stands. */
export interface FoundQuery {
  where: string;
  expr: string;
  /** Grafana's legend, with `{{label}}`; rules have none. */
  legend?: string;
}

/** The panels of a dashboard, without the rows' headings. */
export function panelsOf(dashboard: Dashboard): Panel[] {
  return (dashboard.panels ?? []).filter((panel): panel is Panel => panel.type !== 'row');
}

export function panelQueries(dashboard: Dashboard): FoundQuery[] {
  return panelsOf(dashboard).flatMap((panel) =>
    ((panel.targets ?? []) as unknown as Dataquery[]).map(({ refId, expr, legendFormat }) => ({
      where: `${dashboard.uid} / ${panel.title} / ${refId}`,
      expr,
      legend: legendFormat ?? '',
    })),
  );
}

/** The lines that stand for alerts: a panel's threshold belongs to the first alert that it links. */
export function panelThresholds(dashboard: Dashboard): { where: string; alert: string; threshold: number }[] {
  return panelsOf(dashboard).flatMap(({ title, links, fieldConfig, type }) => {
    const threshold = fieldConfig?.defaults.thresholds?.steps.at(-1)?.value;
    const alert = /\/(\w+)\.md$/.exec(links?.[0]?.url ?? '')?.[1];
    // A single number turns red at a limit of its own: it says what is, the graphs say what is watched.
    if (type === 'stat' || threshold == null || alert === undefined) return [];
    return [{ where: `${dashboard.uid} / ${title}`, alert, threshold }];
  });
}

/** The query of each annotation. */
export function annotationQueries(dashboard: Dashboard): string[] {
  return (dashboard.annotations?.list ?? []).map(({ target }) => (target as unknown as Dataquery).expr);
}
