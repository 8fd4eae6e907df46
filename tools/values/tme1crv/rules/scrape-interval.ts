import { error, type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { parseDuration } from '../../units/duration';

const WORDS = {
  scrapeInterval: {
    message:
      'targets are scraped every %s, but the rules take rates over %d s: alerts miss what happens, or never fire',
    fix: 'set monitoring.serviceMonitors.interval to at most %ds',
  },
} as const satisfies Words;

const INTERVAL = 'monitoring.serviceMonitors.interval';

/** The shortest range over which the rules take a rate, in seconds (chart/files/rules); scrape-interval.test.ts looks it up there. */
export const SHORTEST_RANGE_SECONDS = 120;
/** A rate takes two samples; with twice as many, one failed scrape leaves no gap. */
const SAMPLES = 4;

export const scrapeInterval: Rule<'scrape-interval'> = {
  name: 'scrape-interval',
  what: 'Targets are scraped too seldom for the rates that the rules take.',
  why: 'A rate over a range with a single sample has no value: the alert that asks for it can never fire.',
  example: {
    wrong: 'monitoring: { serviceMonitors: { interval: 1m } }',
    right: 'monitoring: { serviceMonitors: { interval: 15s } }',
  },
  check(values) {
    const interval = parseDuration(values.get(INTERVAL));
    const used = values.on('monitoring.rules.enabled') && values.on('monitoring.serviceMonitors.enabled');
    if (!used || interval === undefined) return [];
    const range = SHORTEST_RANGE_SECONDS;
    if (interval * SAMPLES <= range) return [];
    const violated = interval * 2 > range ? error : warning;
    return [violated([INTERVAL], WORDS.scrapeInterval, values.get(INTERVAL), range, Math.floor(range / SAMPLES))];
  },
};
