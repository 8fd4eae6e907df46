/** Responses of Prometheus as Grafana's data frames, named, configured and transformed as a panel of a dashboard wants them. */
import {
  type DataFrame,
  type DataTransformerConfig,
  type Field,
  FieldType,
  type GrafanaTheme2,
  getDisplayProcessor,
  getFieldDisplayName,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
} from '@grafana/data';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { firstValueFrom } from 'rxjs';
import type { Recording, Series } from '../record/recording';

export interface Target {
  refId: string;
  expr: string;
  legendFormat?: string;
  instant?: boolean;
  format?: string;
}

/** Must be called once before anything else here: the transformations that the dashboards use. */
export function registerTransformations(): void {
  const used = ['joinByFieldTransformer', 'filterFieldsByNameTransformer', 'organizeFieldsTransformer'] as const;
  standardTransformersRegistry.setInit(() =>
    used.map((name) => {
      const info = standardTransformers[name];
      const nowhere = { editor: () => null, imageDark: '', imageLight: '' };
      return { id: info.id, name: info.name, transformation: () => Promise.resolve(info), ...nowhere };
    }),
  );
}

/** The frames of a panel, ready to be drawn. */
export async function framesOf(panel: Panel, recording: Recording, theme: GrafanaTheme2): Promise<DataFrame[]> {
  const targets = (panel.targets ?? []) as unknown as Target[];
  const frames = targets.flatMap((target) => {
    const series = (target.instant ? recording.instant : recording.range)[target.expr];
    if (series === undefined) throw new Error(`${panel.title}: not recorded: ${target.expr}`);
    return target.format === 'table'
      ? [tableFrame(target, series, targets.length > 1)]
      : series.map((one) => seriesFrame(target, one, recording));
  });
  const transformations = (panel.transformations ?? []) as unknown as DataTransformerConfig[];
  const transformed = await firstValueFrom(
    transformDataFrame(transformations, frames, { interpolate: (text: string) => text }),
  );
  let index = 0;
  for (const frame of transformed) {
    for (const field of frame.fields) {
      configure(field, frame, transformed, panel);
      if (field.type === FieldType.number) field.state = { ...field.state, seriesIndex: index++ };
      field.display = getDisplayProcessor({ field, theme, timeZone: 'utc' });
    }
  }
  return transformed;
}

/** Puts values in for `$name` and `${name}`; variables that only make addresses stay as they are. */
export function fillIn(text: string, dashboard: Dashboard, recording: Recording): string {
  const known = { ...recording.variables, title: dashboard.title ?? '' } as Record<string, string>;
  return text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => known[name] ?? whole);
}

// --- internal ---

function seriesFrame(target: Target, { metric, values }: Series, { from, to }: Recording): DataFrame {
  const { times, numbers } = withGaps(values, from, to);
  const name = (target.legendFormat ?? '').replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => metric[label] ?? '');
  return {
    refId: target.refId,
    length: times.length,
    fields: [
      { name: 'Time', type: FieldType.time, config: {}, values: times },
      {
        name: 'Value',
        type: FieldType.number,
        labels: metric,
        config: { displayNameFromDS: name === '' ? JSON.stringify(metric) : name },
        values: numbers,
      },
    ],
  };
}

/** Where Prometheus has no sample there is none: a null, at which a line breaks. */
function withGaps(values: Series['values'], from: number, to: number) {
  const step = Math.min(...values.slice(1).map(([time], index) => time - (values[index]?.[0] ?? 0)), to - from);
  const times: number[] = [];
  const numbers: (number | null)[] = [];
  for (const [time, value] of values) {
    const last = times.at(-1);
    if (last !== undefined && time * 1000 - last > step * 1500) {
      times.push(last + step * 1000);
      numbers.push(null);
    }
    times.push(time * 1000);
    // NaN and +Inf are no points of a line.
    numbers.push(Number.isFinite(Number(value)) ? Number(value) : null);
  }
  return { times, numbers };
}

function tableFrame(target: Target, series: Series[], ofMany: boolean): DataFrame {
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return {
    refId: target.refId,
    length: series.length,
    fields: [
      {
        name: 'Time',
        type: FieldType.time,
        config: {},
        values: series.map(({ values }) => (values[0]?.[0] ?? 0) * 1000),
      },
      ...labels.map((label) => ({
        name: label,
        type: FieldType.string,
        config: {},
        values: series.map(({ metric }) => metric[label]),
      })),
      {
        name: ofMany ? `Value #${target.refId}` : 'Value',
        type: FieldType.number,
        config: {},
        values: series.map(({ values }) => Number(values[0]?.[1])),
      },
    ],
  };
}

/** The panel's defaults, and what it overrides for fields of a certain name. */
function configure(field: Field, frame: DataFrame, frames: DataFrame[], panel: Panel): void {
  const { defaults, overrides = [] } = panel.fieldConfig ?? { defaults: {} };
  const config: Record<string, unknown> = { ...structuredClone(defaults), ...field.config };
  const name = getFieldDisplayName({ ...field, config: field.config }, frame, frames);
  for (const { matcher, properties } of overrides) {
    if (matcher.id !== 'byName') throw new Error(`${panel.title}: matcher ${matcher.id} can't be drawn`);
    if (matcher.options !== name) continue;
    for (const { id, value } of properties) {
      if (!id.startsWith('custom.')) config[id] = value;
      else config['custom'] = { ...(config['custom'] as object), [id.slice('custom.'.length)]: value };
    }
  }
  if (field.type !== FieldType.number) delete config['unit'];
  field.config = config;
}
