/** Is the API as good as promised? */
import { query, statPanel, timeseriesPanel, WEBAPP } from './common';
import type { Row } from './layout';
import { FAST_BURN } from './thresholds';

const BUDGET = 'WebappErrorBudgetBurn';

export function budgetStats() {
  const left = (slo: string) => query(`tme1crv:slo_budget_left:ratio{${WEBAPP},slo="${slo}"}`, slo);
  const common = { unit: 'percentunit', width: 4, decimals: 1, threshold: 0, badBelow: true, alerts: [BUDGET] };
  return [
    statPanel({
      ...common,
      title: 'Availability error budget',
      description:
        'Share of the failures that the objective allows in its period and that have not happened yet. Negative: the objective is missed.',
      queries: [left('availability')],
    }),
    statPanel({
      ...common,
      title: 'Latency budget',
      description:
        'Share of the slow requests that the objective allows in its period and that have not happened yet. Negative: the objective is missed.',
      queries: [left('latency')],
    }),
  ];
}

export function objectives(): Row {
  const burn = (window: string) =>
    query(
      `tme1crv:slo_bad:ratio_${window}{${WEBAPP}} / on (cluster, namespace, job, slo) tme1crv:slo_budget:ratio{${WEBAPP}}`,
      `{{slo}}, ${window}`,
    );
  return {
    title: 'Objectives',
    panels: [
      timeseriesPanel({
        title: 'Error budget left',
        description:
          'Falls while requests fail or are slow, rises again as bad times leave the period. At 0 the objective is just met, below it is missed.',
        unit: 'percentunit',
        max: 1,
        negative: true,
        queries: [query(`tme1crv:slo_budget_left:ratio{${WEBAPP}}`, '{{slo}}')],
        width: 12,
        alerts: [BUDGET],
      }),
      timeseriesPanel({
        title: 'Burn rate',
        description:
          'How many times faster than allowed the budget is used. 1 just meets the objective; above the line an alert is sent, when both windows are.',
        unit: 'none',
        queries: [burn('1h'), burn('5m')],
        width: 12,
        alerts: [BUDGET],
        threshold: FAST_BURN,
      }),
    ],
  };
}
