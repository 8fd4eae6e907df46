import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { parseDuration } from '../../units/duration';

const WORDS = {
  scrapeTimeout: {
    message: 'scrapeTimeout %s is longer than the interval %s: the operator refuses the ServiceMonitor',
    fix: 'set scrapeTimeout to at most the interval',
  },
} as const satisfies Words;

const TIMEOUT = 'monitoring.serviceMonitors.scrapeTimeout';
const INTERVAL = 'monitoring.serviceMonitors.interval';

export const scrapeTimeout: Rule<'scrape-timeout'> = {
  name: 'scrape-timeout',
  what: 'A scrape may take longer than the time until the next one.',
  why: 'The Prometheus operator drops a ServiceMonitor whose timeout is longer than its interval.',
  example: {
    wrong: 'monitoring: { serviceMonitors: { interval: 15s, scrapeTimeout: 20s } }',
    right: 'monitoring: { serviceMonitors: { interval: 15s, scrapeTimeout: 10s } }',
  },
  check(values) {
    const timeout = parseDuration(values.get(TIMEOUT));
    const interval = parseDuration(values.get(INTERVAL));
    if (!values.on('monitoring.serviceMonitors.enabled') || timeout === undefined || interval === undefined) return [];
    if (timeout <= interval) return [];
    return [error([TIMEOUT, INTERVAL], WORDS.scrapeTimeout, values.get(TIMEOUT), values.get(INTERVAL))];
  },
};
