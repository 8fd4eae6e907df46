/** Rate, errors, duration of the API's requests. */
import { API, query, stackedPanel, timeseriesPanel, WEBAPP } from './common';
import { ERROR_RATIO, LATENCY_SECONDS } from './thresholds';

const RATE = '[$__rate_interval]';

/** Requests per second, by a label of the middleware's. */
export function requestRate(label: 'route' | 'status' | 'method') {
  return stackedPanel({
    title: `Requests by ${label}`,
    description:
      'Requests per second that the service was done with, from all pods, probes included; also those whose client had given up.',
    unit: 'reqps',
    colors: label === 'status' ? { '2XX': 'green', '3XX': 'blue', '4XX': 'yellow', '5XX': 'red' } : {},
    queries: [query(`sum by (${label}) (rate(http_requests_total{${WEBAPP}}${RATE}))`, `{{${label}}}`)],
  });
}

export function errorRatio() {
  const total = `sum(rate(http_requests_total{${API}}${RATE}))`;
  const share = (status: string, name: string) =>
    query(`(sum(rate(http_requests_total{${API},status="${status}"}${RATE})) or ${total} * 0) / ${total}`, name);
  return timeseriesPanel({
    title: 'Errors',
    description:
      'Share of the API’s requests that the service failed (5XX) or refused (4XX: the client was wrong), and share of those, whatever came of them, whose client closed the connection before the response.',
    unit: 'percentunit',
    colors: { 'failed (5XX)': 'red', 'refused (4XX)': 'yellow', 'client gave up': 'purple' },
    queries: [
      share('5XX', 'failed (5XX)'),
      share('4XX', 'refused (4XX)'),
      query(`sum(rate(webapp_requests_abandoned_total{${WEBAPP}}${RATE})) / ${total}`, 'client gave up'),
    ],
    alerts: ['WebappErrorRateHigh'],
    threshold: ERROR_RATIO,
  });
}

export function errorsByRoute() {
  return stackedPanel({
    title: 'Failed requests by route',
    description: 'Requests per second that got a 5XX response: which part of the API hurts.',
    unit: 'reqps',
    queries: [
      query(
        `sum by (method, route) (rate(http_requests_total{${WEBAPP},status="5XX"}${RATE}))`,
        '{{method}} {{route}}',
      ),
    ],
    alerts: ['WebappErrorRateHigh'],
  });
}

export function latency() {
  const quantile = (q: number, name: string) =>
    query(`histogram_quantile(${q}, sum by (le) (rate(http_request_duration_seconds_bucket{${API}}${RATE})))`, name);
  return timeseriesPanel({
    title: 'Latency',
    description: 'Time in which half, 95 % and 99 % of the API’s requests get their response. The line is p99’s limit.',
    unit: 's',
    colors: { p50: 'green', p95: 'yellow', p99: 'orange' },
    queries: [quantile(0.5, 'p50'), quantile(0.95, 'p95'), quantile(0.99, 'p99')],
    alerts: ['WebappLatencyHigh'],
    threshold: LATENCY_SECONDS,
  });
}

export function latencyByRoute() {
  return timeseriesPanel({
    title: 'Latency by route, p99',
    description: 'Time in which 99 % of the requests of each API route get their response.',
    unit: 's',
    queries: [
      query(
        `histogram_quantile(0.99, sum by (route, method, le) (rate(http_request_duration_seconds_bucket{${API}}${RATE}))) >= 0`,
        '{{method}} {{route}}',
      ),
    ],
    alerts: ['WebappLatencyHigh'],
    threshold: LATENCY_SECONDS,
  });
}
