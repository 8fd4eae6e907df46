import { parseDuration } from '../units/duration';
import { fill, WORDING } from './messages';
import type { Rule } from './rule';

const TIMEOUT = 'monitoring.serviceMonitors.scrapeTimeout';
const INTERVAL = 'monitoring.serviceMonitors.interval';

export const scrapeTimeout: Rule = {
  name: 'scrape-timeout',
  why: 'The Prometheus operator drops a ServiceMonitor whose timeout is longer than its interval.',
  check(values) {
    const timeout = parseDuration(values.get(TIMEOUT));
    const interval = parseDuration(values.get(INTERVAL));
    if (!values.on('monitoring.serviceMonitors.enabled') || timeout === undefined || interval === undefined) return [];
    if (timeout <= interval) return [];
    return [
      {
        severity: 'error',
        paths: [TIMEOUT, INTERVAL],
        ...fill(WORDING.scrapeTimeout, values.get(TIMEOUT), values.get(INTERVAL)),
      },
    ];
  },
};
