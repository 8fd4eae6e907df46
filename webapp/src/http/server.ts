/** The HTTP server in front of the app: what is refused before Express sees it. */
import { createServer, type IncomingMessage, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Express, Request, Response } from 'express';
import type { LimitsConfig } from '../config/config';
import { shieldFromUrlParser } from '../metrics/http-metrics';
import { messageClasses } from './messages';
import { PROBLEMS, type ProblemName, problemBody } from './problem';
import { isTooLarge } from './request-body';
import { SECURITY_HEADERS } from './security-headers';

/** Room for the header's fields, beside the request target. */
const HEADER_BYTES = 16_384;
/** How often Node looks for requests that take too long to arrive. */
const CHECK_INTERVAL_MS = 500;

/**
 * @param maxResponseMs how long the app may take to respond: a connection on which nothing moves for twice this is cut
 * @param isAllowed whether the app will go on with a request, as far as its header tells
 */
export function createHttpServer(
  app: Express,
  limits: LimitsConfig,
  maxResponseMs: number,
  isAllowed: (req: IncomingMessage) => boolean = () => true,
): Server {
  const options = {
    ...messageClasses(app),
    // A longer target is let in as far as to be told so by the app.
    maxHeaderSize: 2 * limits.urlBytes + HEADER_BYTES,
    headersTimeout: limits.requestTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    // Longer than load balancers keep an idle connection, so that they never send into one that closes.
    keepAliveTimeout: 65_000,
    // The app refuses it with a problem; Node's own response is empty.
    requireHostHeader: false,
  };
  const handle: RequestListener = (req, res) => {
    originForm(req);
    shieldFromUrlParser(req as Request);
    // The app's last handlers respond to everything; should they fail themselves, nobody is left waiting.
    app(req as Request, res as Response, () => res.destroy());
  };
  const server = createServer(options, handle);
  // A client that doesn't take its response would otherwise have it kept for ever.
  server.timeout = 2 * maxResponseMs;
  server.on('checkContinue', (req, res) => {
    // Without it the client sends nothing, and the app refuses the body unseen.
    if (!isTooLarge(req, limits.bodyBytes) && isAllowed(req)) res.writeContinue();
    handle(req, res);
  });
  // Other expectations may be ignored (RFC 9110, 10.1.1); Node's own response is empty.
  server.on('checkExpectation', handle);
  server.on('clientError', refuse);
  return server;
}

/**
 * Listens.
 *
 * @param port 0 takes any free one
 * @returns the port
 * @throws Error that says what to do, when the port is in use or may not be taken
 */
export async function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
  });
  return (server.address() as AddressInfo).port;
}

// --- internal ---

// A proxy may send the absolute form (RFC 9112, 3.2.2), of which only the path and query matter here.
function originForm(req: IncomingMessage): void {
  const { url = '/' } = req;
  if (url.startsWith('/')) return;
  const path = /^https?:\/\/[^/?#]*(.*)$/i.exec(url)?.[1];
  req.url = path?.startsWith('/') ? path : `/${path ?? '*'}`;
}

// Node's parser refused the request, so there is no request object and the response is written by hand.
const PARSER_ERRORS: Record<string, readonly [ProblemName, string]> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'Send a smaller header.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'Send the whole request faster.'],
};

function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [kind, detail] = PARSER_ERRORS[error.code ?? ''] ?? ['bad-request', 'The request is not valid HTTP/1.1.'];
  const { status } = PROBLEMS[kind];
  const body = problemBody(kind, detail, undefined);
  const security = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${security.join('')}Content-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new Error(`port ${port} is in use: stop what listens there, or set another`);
  if (error.code === 'EACCES') return new Error(`port ${port} may not be taken: set one from 1024 up`);
  return new Error(`cannot listen on port ${port}: ${error.message}`);
}
