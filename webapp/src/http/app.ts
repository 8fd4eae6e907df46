/** The Express app: what every request goes through, and which handler answers which route. */
import { parse } from 'node:querystring';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import { measuredApp } from '../metrics/http-metrics';
import { overloadMetrics } from '../metrics/overload-metrics';
import { isOneTooMany } from './connections';
import type { AppContext } from './context';
import { errorHandler } from './error-handler';
import { checkUrlLength, Gate } from './limits';
import { Problem } from './problem';
import { expectedBodyBytes } from './request-body';
import { assignRequestId, requestIdOf } from './request-id';
import { about, openapi } from './routes/about';
import { deleteItem } from './routes/delete-item';
import { getItem } from './routes/get-item';
import { livez, readyz } from './routes/health';
import { itemsAskedFor, listItems } from './routes/list-items';
import { postItem } from './routes/post-item';
import { putItem } from './routes/put-item';

export interface Apps {
  readonly app: Express;
  /** Serves `/metrics` on a port of its own; undefined when `app` does. */
  readonly metricsApp: Express | undefined;
}

export function createApps(context: AppContext, log: Logger, ownMetricsPort: boolean): Apps {
  const metricsApp = ownMetricsPort ? express().disable('x-powered-by') : undefined;
  const app = measuredApp(metricsApp);
  app.disable('etag');
  app.set('query parser', parseQuery);
  if (log.isLevelEnabled('debug')) app.use(logRequests(log));
  app.use(admit(context));
  const gate = new Gate(context.limits, context.memory, overloadMetrics());
  const limited: Gate['limited'] = (handler, demandOf) => gate.limited(handler, demandOf);
  const oneItem = () => ONE_ITEM;
  const oneBody = (req: Request) => ({ items: 1, bodyBytes: expectedBodyBytes(req, context.limits.bodyBytes) });
  const someItems = (req: Request) => ({ items: itemsAskedFor(req), bodyBytes: 0 });
  // Routes are tried in this order, so the one that matters most is the first.
  const item = app.route('/items/:id').get(limited(getItem(context), oneItem));
  item.put(limited(putItem(context), oneBody)).delete(limited(deleteItem(context), oneItem));
  item.all(only('GET, HEAD, PUT, DELETE'));
  const items = app.route('/items').get(limited(listItems(context), someItems));
  items.post(limited(postItem(context), oneBody)).all(only('GET, HEAD, POST'));
  // Probes are answered however busy the app is; a restart would only make it busier.
  app.route('/livez').get(livez()).all(only('GET, HEAD'));
  app.route('/readyz').get(readyz(context)).all(only('GET, HEAD'));
  app.route('/openapi.json').get(openapi(context)).all(only('GET, HEAD'));
  app.route('/').get(about(context)).all(only('GET, HEAD'));
  if (!ownMetricsPort) app.route('/metrics').all(only('GET, HEAD'));
  finish(app, log);
  if (metricsApp) finish(metricsApp, log);
  return { app, metricsApp };
}

// --- internal ---

const ONE_ITEM = { items: 1, bodyBytes: 0 };

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
