/**
 * Classes for the server's requests and responses, which have from the start what Express would add to them later.
 *
 * Express gives each request and response of Node's server another prototype and some properties. V8 then has to forget what it
 * knew about these objects, which makes them slow. With these classes nothing changes after the constructor. And `setHeader` keeps
 * each header field in a table by its lower-case name and writes them all a moment later: `fields` goes to Node at once.
 *
 * Behind a server without these classes the app works too, only slower.
 */
import {
  IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  type ServerOptions,
  ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Express as App } from 'express';
import { SECURITY_HEADERS } from './security-headers';

/** Header fields by the name with which they are sent. */
export type Fields = Record<string, string | number>;

declare global {
  namespace Express {
    interface Response {
      /** Header fields to send. One that `setHeader` sets too is sent as it is here. */
      readonly fields: Fields;
    }
  }
}

/**
 * Options for `http.createServer` whose server hands every request to this app.
 *
 * @param app its `request` and `response` (https://expressjs.com/en/5x/api.html#app) are extended
 */
export function messageClasses(app: App): Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  class AppRequest extends IncomingMessage {
    // What Express and its router will set.
    res: unknown = undefined;
    next: unknown = undefined;
    route: unknown = undefined;
    params: unknown = undefined;
    baseUrl = '';
    originalUrl = '';

    constructor(socket: Socket) {
      super(socket);
    }
  }

  class AppResponse extends ServerResponse {
    // Express makes an empty object where there is none. Nothing here keeps anything in it.
    locals: unknown = NO_LOCALS;
    readonly fields: Fields = { ...SECURITY_HEADERS };

    override writeHead(status: number, ...rest: unknown[]): this {
      if (rest.length === 0) return super.writeHead(status, this.fields);
      const reason = typeof rest[0] === 'string' ? [rest[0]] : [];
      const given = rest[reason.length] as OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined;
      return super.writeHead(status, ...(reason as [string]), { ...this.fields, ...asObject(given) });
    }
  }

  // For responses of another class, which get this prototype from Express.
  Object.defineProperty(AppResponse.prototype, 'fields', {
    get(this: object) {
      const fields: Fields = { ...SECURITY_HEADERS };
      Object.defineProperty(this, 'fields', { value: fields });
      return fields;
    },
  });

  app.request = extending(AppRequest.prototype, app.request);
  app.response = extending(AppResponse.prototype, app.response);
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse as unknown as typeof ServerResponse };
}

// --- internal ---

const NO_LOCALS = Object.freeze({});

/** Header fields as `writeHead` takes them: an object, or a list of names and values in turns. */
function asObject(headers: OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined): OutgoingHttpHeaders {
  if (!Array.isArray(headers)) return headers ?? {};
  const names = headers.filter((_, at) => at % 2 === 0);
  return Object.fromEntries(names.map((name, at) => [String(name), headers[2 * at + 1]]));
}

/** Puts a prototype in front of Express' own, so that giving it to an object which has it already changes nothing. */
function extending<T extends object>(prototype: object, express: T): T {
  return Object.setPrototypeOf(prototype, express) as T;
}
