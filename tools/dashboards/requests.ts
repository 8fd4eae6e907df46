/** Rate, errors, duration of the API's requests. */
import { query, stackedPanel, timeseriesPanel, WEBAPP } from './common';
import { ERROR_RATIO, LATENCY_SECONDS } from './thresholds';

const RATE = '[$__rate_interval]';

/** Requests per second, by a label of the middleware's. */
export function requestRate(label: 'route' | 'status' | 'method') {
  return stackedPanel({
    title: `Requests by ${label}`,
    description: 'Answered requests per second of all pods, probes included.',
    unit: 'reqps',
    queries: [query(`sum by (${label}) (rate(http_requests_total{${WEBAPP}}${RATE}))`, `{{${label}}}`)],
  });
}

export function errorRatio() {
  const total = `sum(rate(http_requests_total{${WEBAPP}}${RATE}))`;
  const share = (status: string) =>
    query(`(sum(rate(http_requests_total{${WEBAPP},status="${status}"}${RATE})) or ${total} * 0) / ${total}`, status);
  return timeseriesPanel({
    title: 'Errors',
    description: 'Share of requests that the service failed (5XX) or refused (4XX, the client was wrong).',
    unit: 'percentunit',
    queries: [share('5XX'), share('4XX')],
    alert: 'WebappErrorRateHigh',
    threshold: ERROR_RATIO,
  });
}

export function latency() {
  const quantile = (q: number, name: string) =>
    query(`histogram_quantile(${q}, sum by (le) (rate(http_request_duration_seconds_bucket{${WEBAPP}}${RATE})))`, name);
  return timeseriesPanel({
    title: 'Latency',
    description: 'Time in which half, 95 % and 99 % of all requests are answered.',
    unit: 's',
    queries: [quantile(0.5, 'p50'), quantile(0.95, 'p95'), quantile(0.99, 'p99')],
    alert: 'WebappLatencyHigh',
    threshold: LATENCY_SECONDS,
  });
}

export function latencyByRoute() {
  return timeseriesPanel({
    title: 'Latency by route, p99',
    description: 'Time in which 99 % of the requests of a route are answered.',
    unit: 's',
    queries: [
      query(
        `histogram_quantile(0.99, sum by (route, method, le) (rate(http_request_duration_seconds_bucket{${WEBAPP}}${RATE})))`,
        '{{method}} {{route}}',
      ),
    ],
    alert: 'WebappLatencyHigh',
    threshold: LATENCY_SECONDS,
  });
}
