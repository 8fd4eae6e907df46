/** Puts titled rows of panels into a dashboard, with ids and positions of its own choosing, so that output never changes by chance. */
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { AnyPanel } from './common';
import { DATASOURCE } from './common';

const COLUMNS = 24;

export interface Row {
  title: string;
  panels: AnyPanel[];
}

export interface DashboardOptions {
  /** Also the file's name and part of the address: never changes. */
  uid: string;
  title: string;
  description: string;
  rows: Row[];
}

/** A dashboard with the project's variables and with links to the others. */
export function buildDashboard({ uid, title, description, rows }: DashboardOptions): dashboard.Dashboard {
  const built = new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['tme1crv'])
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .variables(variables())
    .annotation(firingAlerts())
    .links([
      new dashboard.DashboardLinkBuilder('Other dashboards')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags(['tme1crv'])
        .includeVars(true)
        .keepTime(true),
    ])
    .build();
  // Shown in the open, not in the menu that the SDK puts links and annotations into by default.
  for (const item of [...(built.links ?? []), ...(built.annotations?.list ?? [])]) delete item.placement;
  // Defaults of the SDK that belong to interval variables and to former tables; Grafana knows no such fields here.
  for (const variable of built.templating?.list ?? []) {
    for (const field of ['auto', 'auto_min', 'auto_count'] as const) delete variable[field];
  }
  built.panels = place(rows);
  return built;
}

// --- internal ---

/** Marks on every graph the times in which alerts fired, so that cause and effect meet the eye together. */
function firingAlerts(): dashboard.AnnotationQueryBuilder {
  return new dashboard.AnnotationQueryBuilder()
    .name('Firing alerts')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('red')
    .target(
      new DataqueryBuilder()
        .refId('Anno')
        .expr('ALERTS{namespace="$namespace",alertstate="firing",severity=~"critical|warning"}')
        .range()
        .interval('30s'),
    )
    .titleFormat('{{alertname}}')
    .textFormat('{{severity}} {{pod}}')
    .tagKeys('severity');
}

function variables(): dashboard.QueryVariableBuilder[] {
  const choice = (name: string, label: string, definition: string, description: string) =>
    new dashboard.QueryVariableBuilder(name)
      .label(label)
      .description(description)
      .datasource(DATASOURCE)
      .query({ qryType: 1, query: definition, refId: name })
      .definition(definition)
      .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
      .sort(dashboard.VariableSort.AlphabeticalAsc);
  const source = new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
  return [
    source as unknown as dashboard.QueryVariableBuilder,
    choice(
      'namespace',
      'Namespace',
      'label_values({__name__=~"webapp_build_info|redis_up"}, namespace)',
      'Namespace of the web app and Redis.',
    ),
    choice(
      'release',
      'Release',
      'label_values(webapp_build_info{namespace="$namespace"}, job)',
      "The release's full name: its web app's job without -webapp.",
    ).regex('/^(.*)-webapp$/'),
    choice(
      'redis',
      'Redis',
      // Sentinels have exporters, too, and no role.
      'label_values(redis_instance_info{namespace="$namespace",role=~"master|slave"}, job)',
      "Job of the release's Redis exporters.",
    ),
  ];
}

/** Row by row, left to right, into a new line where a panel doesn't fit any more. */
function place(rows: Row[]): (dashboard.Panel | dashboard.RowPanel)[] {
  const out: (dashboard.Panel | dashboard.RowPanel)[] = [];
  let y = 0;
  for (const row of rows) {
    out.push(
      new dashboard.RowBuilder(row.title)
        .id(out.length + 1)
        .gridPos({ x: 0, y, w: COLUMNS, h: 1 })
        .build(),
    );
    y += 1;
    let x = 0;
    let height = 0;
    for (const panel of row.panels) {
      const built = panel.id(out.length + 1).build();
      const { w, h } = built.gridPos ?? { w: 8, h: 8 };
      if (x + w > COLUMNS) {
        y += height;
        [x, height] = [0, 0];
      }
      if (built.type === 'table') delete (built.options as { footer?: unknown }).footer;
      out.push({ ...built, gridPos: { x, y, w, h } });
      x += w;
      height = Math.max(height, h);
    }
    y += height;
  }
  return out;
}
