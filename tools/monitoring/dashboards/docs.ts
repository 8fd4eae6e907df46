/** docs/dashboards.md: what every panel shows, from the panels themselves. */
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { panelsOf } from './inspect';

/** The page for these dashboards, in Markdown. */
export function dashboardsPage(dashboards: Dashboard[]): string {
  return `${[INTRODUCTION, ...dashboards.map(section), PICTURES, ELSEWHERE].join('\n\n')}\n`;
}

// --- internal ---

const INTRODUCTION = `<!-- Written by tools/gen-values.ts from tools/monitoring/dashboards/; change the panels there. -->
# Dashboards

Open **Overview** first: it says what fires, whether users feel it, and which of the other two goes deeper. Choose data source,
namespace and release on top; the links beside them lead to the other dashboards and take the choice and the time along.

- A dashed line is the alert's default threshold; the panel's links open the alert's [runbook](runbooks/README.md).
- Red times in the graphs are those in which a critical or warning alert of the namespace fired.
- Rates are taken over \`$__rate_interval\`, so they suit every time range and scrape interval.`;

const CAPTION = '*Drawn by `make pictures` from the JSON and recorded data, not by Grafana: [how](#the-pictures).*';

const PICTURES = `## The pictures

No Grafana ran to make them. \`make pictures\`

1. brings up the local stack (real Redis, web app, exporters and Prometheus), sends it some 30 requests per second, lets the
   primary hang for 35 s and then cuts off one replica after the other;
2. asks Prometheus every query of the dashboards, with the variables filled in as Grafana does;
3. draws the panels where the JSON puts them, with the components for graphs, numbers and tables that Grafana publishes
   (\`@grafana/ui\`, in the version that the chart's Grafana has), in a headless Chromium.

So queries, data, units, lines and colours are real, and what is around the panels is not Grafana's. To fit into four minutes,
the rules' waiting times and windows were a tenth of the chart's, and the availability objective was 95 %. Memory limits come
from kube-state-metrics, which only a cluster has: their lines are missing.`;

const ELSEWHERE = `## Loading them

The chart puts each into a ConfigMap with the label \`grafana_dashboard: "1"\`, which the sidecar of the bundled Grafana loads into
the folder \`tme1crv\`. In another Grafana:

| Grafana | what to do |
| --- | --- |
| with a sidecar | \`monitoring.dashboards.labels\` = the labels that it looks for, \`folderAnnotation\` = its folder annotation |
| with provisioning | copy \`chart/dashboards/*.json\` into the path of a dashboard provider |
| by hand | Dashboards → New → Import, and choose a file of \`chart/dashboards/\` |
| by its API | \`jq '{dashboard: ., overwrite: true}' chart/dashboards/tme1crv-overview.json \\| curl -fsS -H "Authorization: Bearer $TOKEN" -H 'content-type: application/json' -d @- "$GRAFANA/api/dashboards/db"\` |

They need a Prometheus data source with this chart's rules (the objectives are recorded series) and with the labels that its
ServiceMonitors give. One release for each Grafana is enough, since every release can be chosen: set
\`monitoring.dashboards.enabled: false\` for the others. They are made for Grafana 13, and checked against its published types.`;

function section(dashboard: Dashboard): string {
  const picture = `![${dashboard.title}](images/${dashboard.uid}.png)`;
  return [`## ${dashboard.title}`, dashboard.description ?? '', picture, CAPTION, panelTable(dashboard)].join('\n\n');
}

function panelTable(dashboard: Dashboard): string {
  const rows = panelsOf(dashboard)
    .filter(({ type }) => type !== 'text')
    .map((panel) => `| ${panel.title} | ${panel.description} | ${line(panel)} | ${runbooks(panel)} |`);
  return ['| panel | what it shows | line | runbook |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function runbooks({ links }: Panel): string {
  const alerts = (links ?? []).map(({ title }) => title.replace('Runbook: ', ''));
  return alerts.map((alert) => `[${alert}](runbooks/${alert}.md)`).join(', ');
}

/** The threshold as one reads it. */
function line({ type, fieldConfig }: Panel): string {
  const threshold = fieldConfig?.defaults.thresholds?.steps.at(-1)?.value;
  if (type !== 'timeseries' || threshold == null) return '';
  switch (fieldConfig?.defaults.unit) {
    case 'percentunit':
      return `${Math.round(threshold * 1000) / 10} %`;
    case 's':
      return `${threshold} s`;
    case 'bytes':
      return `${threshold / 2 ** 20} MiB`;
    default:
      return String(threshold);
  }
}
