/** What fires, and where to go from there. */
import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import { query, statPanel, tablePanel, textPanel, valueMappings } from './common';
import { dashboardUrl, runbookUrl } from './links';

export function firingStat() {
  return statPanel({
    title: 'Alerts firing',
    description:
      'Alerts of this namespace that fire now. When the monitoring itself fails, alerts may be missing here; the linked runbooks are about that.',
    unit: 'none',
    width: 4,
    queries: [query('count(ALERTS{namespace="$namespace",alertstate="firing"}) or vector(0)', 'firing')],
    alerts: ['MonitoringRulesFailing', 'RedisTargetsMissing', 'WebappTargetsMissing'],
    threshold: 1,
  });
}

/** Each alert's name leads to its runbook. */
export function firingTable() {
  const columns = {
    alertname: 'alert',
    severity: 'severity',
    alertstate: 'state',
    Value: 'for',
    pod: 'pod',
    slo: 'objective',
  };
  const names = Object.keys(columns);
  return tablePanel({
    title: 'Firing alerts',
    description:
      'Alerts of this namespace, firing or waiting out their time, the newest first. A click on a name opens its runbook. Empty is good.',
    unit: 'none',
    width: 16,
    queries: [
      query(`ALERTS{${ALERT}} * ignoring (alertstate) group_left () (time() - ALERTS_FOR_STATE{${ALERT}})`, ''),
    ],
  })
    .height(HEIGHT)
    .noValue('Nothing fires.')
    .sortBy([new TableSortByFieldStateBuilder().displayName('for').desc(false)])
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names } } })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(names.map((name, index) => [name, index])),
        renameByName: columns,
      },
    })
    .overrideByName('alert', [
      { id: 'links', value: [{ title: 'Runbook', url: runbookUrl(CELL), targetBlank: true }] },
      { id: 'custom.width', value: 230 },
    ])
    .overrideByName('pod', [NONE])
    .overrideByName('objective', [NONE, { id: 'custom.width', value: 100 }])
    .overrideByName('severity', [COLORED, NARROW, { id: 'mappings', value: valueMappings(SEVERITIES) }])
    .overrideByName('state', [COLORED, NARROW, { id: 'mappings', value: valueMappings(STATES) }])
    .overrideByName('for', [NARROW, { id: 'unit', value: 's' }, { id: 'decimals', value: 0 }]);
}

export function whenPaged() {
  const panel = textPanel({
    title: 'What to check first',
    width: 8,
    markdown: [
      '1. **Firing alerts** names the fault: a click on it opens the runbook.',
      '2. Is the **Redis primary** down? Writes fail, reads go on.',
      `3. **Errors** or **Latency** over the line: [Web app](${dashboardUrl('tme1crv-webapp')}) says which route, and whom it waits for.`,
      `4. **Lag**, **memory**, a replica away: [Redis](${dashboardUrl('tme1crv-redis')}) shows every node.`,
      '5. The **budgets** say how much the objectives have suffered.',
    ].join('\n'),
  });
  return panel.height(HEIGHT);
}

// --- internal ---

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana puts the cell's text there
const CELL = '${__value.text}';
const ALERT = 'namespace="$namespace"';
const HEIGHT = 6;
const NARROW = { id: 'custom.width', value: 80 };
/** The table's own word for nothing is about the whole table. */
const NONE = { id: 'noValue', value: '–' };
const COLORED = { id: 'custom.cellOptions', value: { type: 'color-text' } };
const SEVERITIES = {
  critical: { text: 'critical', color: 'red' },
  warning: { text: 'warning', color: 'orange' },
  info: { text: 'info', color: 'blue' },
};
const STATES = {
  firing: { text: 'firing', color: 'red' },
  pending: { text: 'pending', color: 'yellow' },
};
