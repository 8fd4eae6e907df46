/** A receiver for Alertmanager's webhook that shows what arrives: at `/` for people, at `/notifications` for programs. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Inbox, inOneLine, MalformedNotification, parseNotifications } from './notifications';
import { notificationsPage } from './page';

/** Where Alertmanager sends to. */
export const WEBHOOK_PATH = '/alerts';

/**
 * The server; the caller lets it listen.
 * @param log is given each notification as a line
 */
export function receiver(log: (line: string) => void, inbox = new Inbox()): Server {
  const server = createServer((request, response) => {
    respond(request, inbox, log).then(
      ([status, type, body]) => send(response, status, type, body),
      (error: unknown) => {
        if (error instanceof MalformedNotification) send(response, 400, 'text/plain', `${error.message}\n`);
        else send(response, 500, 'text/plain', 'failed\n');
      },
    );
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  return server;
}

// --- internal ---

const MAX_BYTES = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;

type HttpResponse = [status: number, type: string, body: string];

async function respond(request: IncomingMessage, inbox: Inbox, log: (line: string) => void): Promise<HttpResponse> {
  const path = (request.url ?? '').split('?')[0];
  switch (`${request.method} ${path}`) {
    case `POST ${WEBHOOK_PATH}`: {
      const notifications = parseNotifications(await bodyOf(request), Date.now());
      inbox.add(notifications);
      for (const one of notifications) log(`${new Date(one.receivedAt).toISOString()} ${inOneLine(one)}`);
      return [200, 'text/plain', ''];
    }
    case 'GET /':
      return [200, 'text/html', notificationsPage(inbox.all())];
    case 'GET /notifications':
      return [200, 'application/json', JSON.stringify(inbox.all())];
    default:
      return [404, 'text/plain', `POST ${WEBHOOK_PATH}, GET / or GET /notifications\n`];
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new MalformedNotification(`the body is longer than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  // A request that was too long is not read to its end.
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    ...(status >= 400 && { connection: 'close' }),
  });
  response.end(body);
}
