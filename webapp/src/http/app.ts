/** The Express app: what every request goes through, and which handler serves which route. */
import { parse } from 'node:querystring';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import { authMetrics } from '../metrics/auth-metrics';
import { measuredApp } from '../metrics/http-metrics';
import { overloadMetrics } from '../metrics/overload-metrics';
import { Authentication } from './authentication';
import { isOneTooMany } from './connections';
import type { AppContext } from './context';
import { errorHandler } from './error-handler';
import { checkUrlLength, Gate } from './limits';
import { Problem } from './problem';
import { assignRequestId, requestIdOf } from './request-id';
import { allowedMethods, type Route } from './route';
import { createRoutes } from './routes';

export interface Apps {
  readonly app: Express;
  /** Serves `/metrics` on a port of its own; undefined when `app` does. */
  readonly metricsApp: Express | undefined;
  /** Undefined when everybody may read and write. */
  readonly authentication: Authentication | undefined;
}

export function createApps(context: AppContext, log: Logger, ownMetricsPort: boolean): Apps {
  const metricsApp = ownMetricsPort ? express().disable('x-powered-by') : undefined;
  const app = measuredApp(metricsApp);
  const authentication = context.tokens && new Authentication(context.tokens, authMetrics());
  app.disable('etag');
  app.set('query parser', parseQuery);
  if (log.isLevelEnabled('debug')) app.use(logRequests(log));
  app.use(admit(context));
  const routes = createRoutes(context);
  const gate = new Gate(context.limits, context.memory, overloadMetrics());
  if (authentication === undefined) {
    serve(app, routes, gate);
    if (!ownMetricsPort) refuseOtherMethods(app);
  } else {
    const open = (route: Route) => route.open === true;
    serve(app, routes.filter(open), gate);
    if (!ownMetricsPort) refuseOtherMethods(app);
    // Before any other route is looked for, so that nobody without a token learns what there is.
    app.use(authentication.handler);
    serve(
      app,
      routes.filter((route) => !open(route)),
      gate,
    );
  }
  finish(app, log);
  if (metricsApp) finish(metricsApp, log);
  return { app, metricsApp, authentication };
}

// --- internal ---

function serve(app: Express, routes: readonly Route[], gate: Gate): void {
  for (const route of routes) {
    const served = app.route(route.path);
    for (const operation of route.operations) {
      const { demandOf, handler } = operation;
      served[operation.method](demandOf === undefined ? handler : gate.limited(handler, demandOf));
    }
    served.all(only(allowedMethods(route)));
  }
}

/** The app that measures serves the metrics themselves. */
function refuseOtherMethods(app: Express): void {
  app.route('/metrics').all(only('GET, HEAD'));
}

/** What holds for every request, whatever it asks for. */
function admit({ lifecycle, limits }: AppContext): RequestHandler {
  return (req, res, next) => {
    assignRequestId(req, res);
    // Load balancers that keep connections open have to open their next one elsewhere.
    if (lifecycle.stopping || isOneTooMany(req.socket)) res.fields['Connection'] = 'close';
    if (req.headers.host === undefined && req.httpVersionMinor > 0) throw withoutHost();
    checkUrlLength(req.url, limits.urlBytes);
    next();
  };
}

// RFC 9112, 3.2
function withoutHost(): Problem {
  return new Problem('bad-request', 'HTTP/1.1 needs a Host header.', { Connection: 'close' });
}

// Express' own way drops all parameters after the thousandth; the target's length is limited already.
function parseQuery(text: string) {
  return parse(text, '&', '=', { maxKeys: 0 });
}

function only(methods: string): RequestHandler {
  return (req) => {
    throw new Problem('method-not-allowed', `${req.method} is not possible here, only ${methods}.`, { Allow: methods });
  };
}

function finish(app: Express, log: Logger): void {
  app.use((_req: Request, _res: Response) => {
    throw new Problem('unknown-route', 'GET / lists what there is.');
  });
  app.use(errorHandler(log));
}

function logRequests(log: Logger): RequestHandler {
  return (req, res, next) => {
    const start = performance.now();
    res.on('close', () => {
      const ms = Math.round((performance.now() - start) * 1000) / 1000;
      const { method, url } = req;
      log.debug({ requestId: requestIdOf(res), method, url, status: res.statusCode, ms }, 'request');
    });
    next();
  };
}
