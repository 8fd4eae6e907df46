import { type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { parseDuration } from '../../units/duration';

const WORDS = {
  sloBeyondRetention: {
    message: 'the objectives look back %d days, but Prometheus keeps %s: they are computed from less than they say',
    fix: 'set monitoring.rules.slo.periodDays to at most the retention, or lengthen the retention',
  },
} as const satisfies Words;

const RETENTION = 'kube-prometheus-stack.prometheus.prometheusSpec.retention';
const PERIOD = 'monitoring.rules.slo.periodDays';
const DAY_SECONDS = 86_400;

export const sloPeriod: Rule<'slo-period'> = {
  name: 'slo-period',
  what: 'The objectives look back longer than Prometheus keeps its data.',
  why: 'An error budget over a longer period than Prometheus remembers is computed from what is left, and looks better than it is.',
  example: {
    wrong: 'monitoring: { rules: { slo: { periodDays: 30 } } }',
    right: 'monitoring: { rules: { slo: { periodDays: 7 } } }',
  },
  check(values) {
    const used = values.on('monitoring.rules.enabled') && values.on('monitoring.rules.slo.enabled');
    const days = values.number(PERIOD);
    const retention = parseDuration(values.get(RETENTION));
    if (!used || !values.on('kube-prometheus-stack.enabled') || days === undefined || retention === undefined)
      return [];
    if (days * DAY_SECONDS <= retention) return [];
    return [warning([PERIOD, RETENTION], WORDS.sloBeyondRetention, days, values.get(RETENTION))];
  },
};
