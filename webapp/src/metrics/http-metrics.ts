/** Requests by route, method and status class, with express-prometheus-middleware, and the app that serves `/metrics`. */
import { parse } from 'node:url';
import type { Express, Request } from 'express';
import expressPrometheusMiddleware from 'express-prometheus-middleware';
import { Counter } from 'prom-client';
import { SUB_SECOND_BUCKETS } from './buckets';

const METRICS_PATH = '/metrics';

// Each label value is a series of its own, so all of them come from fixed sets, whatever clients send.
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']);

/**
 * Makes the root app, which counts and times every request. The middleware is used as the root app itself because that
 * costs less than mounting it.
 *
 * @param metricsApp gets the metrics route instead, for a port of its own
 */
export function measuredApp(metricsApp: Express | undefined): Express {
  const abandoned = new Counter({
    name: 'webapp_requests_abandoned_total',
    help: 'Requests whose client closed the connection before the response; http_requests_total has them with the status that it would have had',
  });
  return expressPrometheusMiddleware({
    metricsPath: METRICS_PATH,
    collectDefaultMetrics: true,
    requestDurationBuckets: SUB_SECOND_BUCKETS,
    transformLabels(labels, req, res) {
      routeLabels(labels, req);
      if (res.destroyed) abandoned.inc();
    },
    ...(metricsApp ? { metricsApp } : {}),
  });
}

/**
 * Call before the app sees a request. The middleware parses `originalUrl` to make a route label of it, with a parser that throws on
 * some targets and is slow on others. The label is replaced anyway (`routeLabels`), so the parser gets the shortest path there is.
 * Whoever wants the target reads `req.url`.
 */
export function shieldFromUrlParser(req: Request): void {
  req.originalUrl = req.url === METRICS_PATH ? METRICS_PATH : '/';
}

// --- internal ---

// Until url.parse has warned of its deprecation once, Node looks through the stack at each call to see whose it is (calls from
// node_modules, such as the middleware's, never warn), and that costs more than the rest of it. So it is called once from here, quietly.
const before = process.noDeprecation ?? false;
process.noDeprecation = true;
parse('/');
process.noDeprecation = before;

function routeLabels(labels: Record<string, string>, req: Request): void {
  const pattern: unknown = req.route?.path;
  labels['route'] = typeof pattern === 'string' ? pattern : 'unmatched';
  if (!METHODS.has(req.method)) labels['method'] = 'other';
}
