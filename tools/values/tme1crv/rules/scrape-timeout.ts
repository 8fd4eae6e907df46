import { error, type Rule, type Violation } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { parseDuration } from '../../units/duration';

const WORDS = {
  scrapeTimeout: {
    message: 'scrapeTimeout %s is longer than the interval %s: the operator refuses the ServiceMonitor',
    fix: 'set scrapeTimeout to at most the interval',
  },
  timeoutOfAll: {
    message: '%s is %s, longer than %s (%s): Prometheus refuses its whole configuration',
    fix: 'set the timeout to at most the interval',
  },
} as const satisfies Words;

const TIMEOUT = 'monitoring.serviceMonitors.scrapeTimeout';
const INTERVAL = 'monitoring.serviceMonitors.interval';
const STACK = 'kube-prometheus-stack.enabled';
const SPEC = 'kube-prometheus-stack.prometheus.prometheusSpec';
/** The operator's own. */
const DEFAULT_INTERVAL = '30s';

export const scrapeTimeout: Rule<'scrape-timeout'> = {
  name: 'scrape-timeout',
  what: 'A scrape may take longer than the time until the next one.',
  why: 'The Prometheus operator drops a ServiceMonitor whose timeout is longer than its interval.',
  example: {
    wrong: 'monitoring: { serviceMonitors: { interval: 15s, scrapeTimeout: 20s } }',
    right: 'monitoring: { serviceMonitors: { interval: 15s, scrapeTimeout: 10s } }',
  },
  check(values) {
    return [...(values.on('monitoring.serviceMonitors.enabled') ? ours(values) : []), ...ofStack(values)];
  },
};

// --- internal ---

function ours(values: Values): Violation[] {
  const [timeout, interval] = [parseDuration(values.get(TIMEOUT)), parseDuration(values.get(INTERVAL))];
  if (timeout === undefined || interval === undefined || timeout <= interval) return [];
  return [error([TIMEOUT, INTERVAL], WORDS.scrapeTimeout, values.get(TIMEOUT), values.get(INTERVAL))];
}

/** What the stack's own monitors say, and what Prometheus takes where a monitor says nothing. */
function ofStack(values: Values): Violation[] {
  if (!values.on(STACK)) return [];
  const found: Violation[] = [];
  for (const { path, map } of values.maps()) {
    if (path[0] !== 'kube-prometheus-stack') continue;
    const forAll = path.join('.') === SPEC;
    const name = forAll ? 'scrapeInterval' : 'interval';
    const timeout = parseDuration(map['scrapeTimeout']);
    const given = map[name] || (forAll ? DEFAULT_INTERVAL : undefined);
    const interval = parseDuration(given);
    if (!timeout || !interval || timeout <= interval) continue;
    const paths = [
      [...path, 'scrapeTimeout'],
      [...path, name],
    ];
    found.push(
      forAll
        ? error(paths, WORDS.timeoutOfAll, `${SPEC}.scrapeTimeout`, map['scrapeTimeout'], name, given)
        : error(paths, WORDS.scrapeTimeout, map['scrapeTimeout'], given),
    );
  }
  return found;
}
