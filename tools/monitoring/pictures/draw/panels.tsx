/** A panel of each kind that the dashboards use, drawn by Grafana's own components. */
import { type DataFrame, dateTime, FieldType, type GrafanaTheme2, renderTextPanelMarkdown } from '@grafana/data';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  BigValue,
  type BigValueColorMode,
  type BigValueGraphMode,
  TimeSeries,
  type UPlotConfigBuilder,
} from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import type { Recording } from '../record/recording';

export interface BodyProps {
  panel: Panel;
  dashboard: Dashboard;
  frames: DataFrame[];
  recording: Recording;
  theme: GrafanaTheme2;
  width: number;
  height: number;
}

/** What is inside a panel's frame. */
export function PanelBody(props: BodyProps) {
  const { panel, frames } = props;
  if (panel.type === 'text') return <Words {...props} />;
  if (frames.every(({ length }) => length === 0)) return <Nothing text={panel.fieldConfig?.defaults.noValue} />;
  if (panel.type === 'timeseries') return <Lines {...props} />;
  if (panel.type === 'stat') return <OneNumber {...props} />;
  if (panel.type === 'table') return <Rows {...props} />;
  throw new Error(`${panel.title}: a ${panel.type} can't be drawn`);
}

// --- internal ---

function timeRange({ from, to }: Recording) {
  const [start, end] = [dateTime(from * 1000), dateTime(to * 1000)];
  return { from: start, to: end, raw: { from: start, to: end } };
}

function Lines({ panel, dashboard, frames, recording, theme, width, height }: BodyProps) {
  const { legend } = panel.options as { legend: Parameters<typeof TimeSeries>[0]['legend'] };
  return (
    <TimeSeries
      frames={frames}
      timeRange={timeRange(recording)}
      timeZone="utc"
      width={width}
      height={height}
      legend={legend}
      options={{}}
    >
      {(builder: UPlotConfigBuilder) => {
        builder.addHook('drawClear', (plot) => markAlerts(plot, dashboard, recording, theme));
        return null;
      }}
    </TimeSeries>
  );
}

/** The dashboard's annotations, as Grafana has them: the time in colour, and a line along its lower edge. */
function markAlerts(plot: uPlot, dashboard: Dashboard, recording: Recording, theme: GrafanaTheme2): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { target, iconColor } of dashboard.annotations?.list ?? []) {
    const { expr } = target as unknown as { expr: string };
    const color = theme.visualization.getColorByName(iconColor);
    for (const { values } of recording.range[expr] ?? []) {
      const left = plot.valToPos((values[0]?.[0] ?? 0) * 1000, 'x', true);
      const right = plot.valToPos((values.at(-1)?.[0] ?? 0) * 1000, 'x', true);
      ctx.fillStyle = color;
      ctx.globalAlpha = 0.12;
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.globalAlpha = 1;
      ctx.fillRect(left, bbox.top + bbox.height, right - left, 3);
    }
  }
  ctx.restore();
}

function OneNumber({ panel, frames, theme, width, height }: BodyProps) {
  const { colorMode, graphMode } = panel.options as { colorMode: BigValueColorMode; graphMode: BigValueGraphMode };
  const field = frames.flatMap(({ fields }) => fields).find(({ type }) => type === FieldType.number);
  const value = field?.display?.(field.values.at(-1)) ?? { text: 'No data', numeric: Number.NaN };
  return (
    <BigValue
      value={value}
      colorMode={colorMode}
      graphMode={graphMode}
      theme={theme}
      width={width}
      height={height}
      count={1}
    />
  );
}

function Rows({ panel, frames, recording, width, height }: BodyProps) {
  const { sortBy } = panel.options as { sortBy?: { displayName: string; desc?: boolean }[] };
  const [data] = frames;
  if (data === undefined) return null;
  return (
    <TableNG
      data={data}
      width={width}
      height={height}
      sortBy={sortBy}
      timeRange={timeRange(recording)}
      enableSharedCrosshair={false}
      structureRev={1}
    />
  );
}

function Words({ panel }: BodyProps) {
  const { content } = panel.options as { content: string };
  return <div className="markdown-html" dangerouslySetInnerHTML={{ __html: renderTextPanelMarkdown(content) }} />;
}

function Nothing({ text }: { text: string | undefined }) {
  return <div className="nothing">{text ?? 'No data'}</div>;
}
