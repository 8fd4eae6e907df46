/** The factories that every dashboard is made with: one look, one data source, one way to pick a release. */
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { runbookUrl } from './links';

/** Whatever panel builder there is: layout and queries are the same for all. */
export type AnyPanel = stat.PanelBuilder | table.PanelBuilder | timeseries.PanelBuilder;

/** A Prometheus query; its `refId` is set by its panel. */
export interface Query {
  expr: string;
  /** Grafana's legend: `{{pod}}`. */
  legend: string;
}

export interface PanelOptions {
  title: string;
  /** What one sees, and what to think of it. */
  description: string;
  /** Grafana's unit id: `s`, `bytes`, `percentunit`, `reqps`, … */
  unit: string;
  queries: Query[];
  /** Columns of 24. The default is 8. */
  width?: number;
  /** The alert that watches this: its runbook is linked. */
  alert?: string;
  /** Drawn from here on in red: the alert's threshold. */
  threshold?: number;
  /** Values below the threshold are the bad ones. */
  badBelow?: boolean;
  decimals?: number;
  min?: number;
  max?: number;
}

export const DATASOURCE = { type: 'prometheus', uid: '$datasource' };

/** Label matchers of the web app's series, of Redis' and of the SLO records, for the chosen release. */
export const WEBAPP = 'namespace="$namespace",job="$release-webapp"';
export const REDIS = 'namespace="$namespace",job="$redis"';

/** Rows of panels are 8 units of 30 px high, single numbers 4. */
export const PANEL_HEIGHT = 8;
export const STAT_HEIGHT = 4;

export function query(expr: string, legend: string): Query {
  return { expr, legend };
}

/** Lines over time. */
export function timeseriesPanel(options: PanelOptions): timeseries.PanelBuilder {
  const panel = new timeseries.PanelBuilder()
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Never)
    .legend(new common.VizLegendOptionsBuilder().showLegend(true).placement(common.LegendPlacement.Bottom).calcs([]))
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    )
    .min(options.min ?? 0)
    .height(PANEL_HEIGHT);
  if (options.threshold !== undefined) {
    panel.thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed));
  }
  return finish(panel, options, 'range');
}

/** Lines that add up. */
export function stackedPanel(options: PanelOptions): timeseries.PanelBuilder {
  return timeseriesPanel(options)
    .fillOpacity(30)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'));
}

/** One number, as it is now. */
export function statPanel(options: PanelOptions): stat.PanelBuilder {
  const panel = new stat.PanelBuilder()
    .colorMode(common.BigValueColorMode.Background)
    .graphMode(common.BigValueGraphMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .height(STAT_HEIGHT);
  return finish(panel, options, 'instant');
}

/** A row for each series, a column for each label and query. */
export function tablePanel(options: PanelOptions): table.PanelBuilder {
  return finish(new table.PanelBuilder().height(PANEL_HEIGHT), options, 'table');
}

// --- internal ---

function finish<T extends AnyPanel>(panel: T, options: PanelOptions, kind: 'range' | 'instant' | 'table'): T {
  panel
    .title(options.title)
    .description(options.description)
    .unit(options.unit)
    .datasource(DATASOURCE)
    .span(options.width ?? 8)
    .thresholds(thresholds(options))
    .targets(options.queries.map((one, index) => target(one, String.fromCharCode(65 + index), kind)));
  if (options.max !== undefined) panel.max(options.max);
  if (options.decimals !== undefined) panel.decimals(options.decimals);
  if (options.alert !== undefined) {
    const title = `Runbook: ${options.alert}`;
    const link = new dashboard.DashboardLinkBuilder(title).type(dashboard.DashboardLinkType.Link);
    panel.links([link.url(runbookUrl(options.alert)).targetBlank(true)]);
  }
  return panel;
}

function target({ expr, legend }: Query, refId: string, kind: 'range' | 'instant' | 'table'): DataqueryBuilder {
  const built = new DataqueryBuilder().expr(expr).legendFormat(legend).refId(refId).datasource(DATASOURCE);
  if (kind === 'range') return built.range();
  return kind === 'table' ? built.instant().format(PromQueryFormat.Table) : built.instant();
}

function thresholds({ threshold, badBelow }: PanelOptions): dashboard.ThresholdsConfigBuilder {
  const [below, above] = badBelow ? ['red', 'green'] : ['green', 'red'];
  // Grafana's first step has no value: it is where the scale begins.
  const steps = [{ value: null, color: threshold === undefined ? 'text' : below }];
  return new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps(threshold === undefined ? steps : ([...steps, { value: threshold, color: above }] as dashboard.Threshold[]));
}
