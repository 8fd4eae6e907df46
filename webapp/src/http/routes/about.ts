/** `GET /` says what this is, to browsers as a page; `GET /openapi.json` is the contract. */
import type { Request, RequestHandler } from 'express';
import { INDEX, type PageFiles, sendPageFile } from '../../page/page-files';
import type { AppContext } from '../context';
import { openApiDocument } from '../openapi/document';
import { PROBLEMS } from '../problem';
import { sendJson } from '../response';
import type { Route } from '../route';

export function about({ version, tokens, page }: AppContext, files: PageFiles | undefined): RequestHandler {
  const problems = Object.entries(PROBLEMS).map(([name, { status, title }]) => ({
    type: `/problems/${name}`,
    status,
    title,
  }));
  const json = JSON.stringify({
    name: 'tme1crv-webapp',
    version,
    description: 'Stores items in Redis: writes go to the primary, reads are spread over the replicas.',
    links: {
      items: '/items',
      openapi: '/openapi.json',
      live: '/livez',
      ready: '/readyz',
      // JSON leaves out what is undefined.
      docs: page?.docsUrl,
      grafana: page?.grafanaUrl,
    },
    authentication: tokens === undefined ? 'none' : 'bearer',
    problems,
  });
  const index = files?.get(INDEX);
  if (index === undefined) return (_req, res) => sendJson(res, 200, json);
  return (req, res) => {
    res.fields['Vary'] = 'Accept';
    if (wantsPage(req)) sendPageFile(res, index);
    else sendJson(res, 200, json);
  };
}

/** @param routes all of them, once the first request comes: this one is among them */
export function openapi({ version, limits, tokens }: AppContext, routes: readonly Route[]): RequestHandler {
  let json: string | undefined;
  return (_req, res) => {
    json ??= JSON.stringify(openApiDocument(version, limits, routes, tokens !== undefined));
    sendJson(res, 200, json);
  };
}

// --- internal ---

/** Browsers send some 150 characters. Thousands of types would take tens of milliseconds to look through. */
const MAX_ACCEPT_LENGTH = 1000;

/** Clients that take anything, such as curl, get JSON. */
function wantsPage(req: Request): boolean {
  const { accept = '' } = req.headers;
  return accept.length <= MAX_ACCEPT_LENGTH && req.accepts(['application/json', 'text/html']) === 'text/html';
}
