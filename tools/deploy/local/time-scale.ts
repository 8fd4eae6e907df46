/** Shorter alert rules, to see an alert within seconds. */

import type { RuleGroup } from '../../monitoring/rules/rules';
import { parseDuration } from '../../values/units/duration';

/** A rate needs two samples; with twice as many, one failed scrape leaves no gap. */
const SAMPLES = 4;

/**
 * Multiplies every waiting time, range and group interval. Ranges keep room for four scrapes.
 * @param scale 1: as they are
 * @param scrapeInterval a Prometheus duration
 */
export function scaleRules(groups: readonly RuleGroup[], scale: number, scrapeInterval: string): RuleGroup[] {
  const scaled = (duration: string, atLeast: number) =>
    `${Math.ceil(Math.max((parseDuration(duration) ?? 0) * scale, atLeast))}s`;
  const shortestRange = SAMPLES * (parseDuration(scrapeInterval) ?? 0);
  const range = (_: string, duration: string) => `[${scaled(duration, shortestRange)}]`;
  return groups.map(({ interval, rules, ...group }) => ({
    ...group,
    ...(interval === undefined ? {} : { interval: scaled(interval, 1) }),
    rules: rules.map(({ for: waiting, expr, ...rule }) => ({
      ...rule,
      expr: expr.replace(/\[([0-9]+[smhd])\]/g, range),
      ...(waiting === undefined ? {} : { for: scaled(waiting, 1) }),
    })),
  }));
}
