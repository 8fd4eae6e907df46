/** The factories that every dashboard is made with: one look, one data source, one way to pick a release. */
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as text from '@grafana/grafana-foundation-sdk/text';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { runbookUrl } from './links';

/** Whatever panel builder there is: layout and queries are the same for all. */
export type AnyPanel = stat.PanelBuilder | table.PanelBuilder | text.PanelBuilder | timeseries.PanelBuilder;
type DataPanel = Exclude<AnyPanel, text.PanelBuilder>;

/** A Prometheus query; its `refId` is set by its panel. */
export interface Query {
  expr: string;
  /** Grafana's legend: `{{pod}}`. */
  legend: string;
}

/** How a value is shown that stands for a state. */
export interface State {
  text: string;
  color: string;
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
  /** The alerts that watch this: their runbooks are linked. The threshold is the first one's. */
  alerts?: string[];
  /** Drawn from here on in red: the alert's threshold. */
  threshold?: number;
  /** Values below the threshold are the bad ones. */
  badBelow?: boolean;
  /** Words and colours for certain values. */
  states?: Record<string, State>;
  /** Series whose colour means something, by the name in the legend. */
  colors?: Record<string, string>;
  decimals?: number;
  max?: number;
  /** The scale reaches below zero where values do. Else it begins there. */
  negative?: boolean;
  /** The scale reaches at least to here, so that a line at zero doesn't get one of its own. */
  softMax?: number;
}

export const DATASOURCE = { type: 'prometheus', uid: '$datasource' };

/** Label matchers of the web app's series, of its API's (the same routes as in the alerts), and of Redis', for the chosen release. */
export const WEBAPP = 'namespace="$namespace",job="$release-webapp"';
export const API = `${WEBAPP},route!~"/(livez|readyz|metrics|openapi[.]json|page/:file)?"`;
export const REDIS = 'namespace="$namespace",job="$redis"';
/** The same for the Sentinels, which releases with a fixed primary don't have. */
export const REDIS_SENTINEL = 'namespace="$namespace",job="$redis-sentinel"';

/** A series of 0 and 1 about something that should be there. */
export const UP_OR_DOWN: Record<string, State> = {
  0: { text: 'down', color: 'red' },
  1: { text: 'up', color: 'green' },
};

/** Rows of panels are 8 units of 30 px high, single numbers 4. */
const PANEL_HEIGHT = 8;
const STAT_HEIGHT = 4;

export function query(expr: string, legend: string): Query {
  return { expr, legend };
}

/** What a node says of itself (`redis_instance_info`), and what this project calls it. */
const ROLES = { master: 'primary', slave: 'replica' };

/** A query for each role, which a node leaves when it says so itself: a failover moves it from one line to the other. */
export function byRole(expr: (ofRole: (series: string) => string) => string, legend = ''): Query[] {
  return Object.entries(ROLES).map(([role, name]) => {
    const nodes = `redis_instance_info{${REDIS},role="${role}"}`;
    return query(
      expr((series) => `(${series} and on (cluster, namespace, job, pod) ${nodes})`),
      `${name} ${legend}`.trim(),
    );
  });
}

/** The memory limit of the containers of that name, in the pods that `ofPods` has series of; from kube-state-metrics. */
export function memoryLimit(container: string, ofPods: string): Query {
  const limits = `kube_pod_container_resource_limits{namespace="$namespace",container="${container}",resource="memory"}`;
  return query(`max(${limits} and on (cluster, namespace, pod) ${ofPods})`, 'limit');
}

/** Lines over time. */
export function timeseriesPanel(options: PanelOptions): timeseries.PanelBuilder {
  const panel = new timeseries.PanelBuilder()
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Never)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    )
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.PaletteClassic))
    .height(PANEL_HEIGHT);
  if (options.negative) panel.axisSoftMin(0);
  else panel.min(0);
  if (options.softMax !== undefined) panel.axisSoftMax(options.softMax);
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

/** Words, as Markdown. */
export function textPanel(options: { title: string; markdown: string; width: number }): text.PanelBuilder {
  return new text.PanelBuilder()
    .title(options.title)
    .mode(text.TextMode.Markdown)
    .content(options.markdown)
    .span(options.width)
    .height(PANEL_HEIGHT);
}

/** Values with the words and colours of states, for panels and for columns of tables. */
export function valueMappings(states: Record<string, State>): dashboard.ValueMapping[] {
  const options = Object.entries(states).map(([value, state], index) => [value, { ...state, index }]);
  return [{ type: dashboard.MappingType.ValueToText, options: Object.fromEntries(options) }];
}

// --- internal ---

function finish<T extends DataPanel>(panel: T, options: PanelOptions, kind: 'range' | 'instant' | 'table'): T {
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
  if (options.states !== undefined) panel.mappings(valueMappings(options.states));
  for (const [name, fixedColor] of Object.entries(options.colors ?? {})) {
    panel.overrideByName(name, [{ id: 'color', value: { mode: dashboard.FieldColorModeId.Fixed, fixedColor } }]);
  }
  if (options.alerts !== undefined) panel.links(options.alerts.map(runbookLink));
  return panel;
}

function runbookLink(alert: string): dashboard.DashboardLinkBuilder {
  return new dashboard.DashboardLinkBuilder(`Runbook: ${alert}`)
    .type(dashboard.DashboardLinkType.Link)
    .url(runbookUrl(alert))
    .targetBlank(true);
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
