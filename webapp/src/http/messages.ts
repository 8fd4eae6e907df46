/**
 * Requests and responses of the server, born as what Express makes of them, and with the header fields kept together.
 *
 * Express gives each request and response of Node's server its own prototype and a handful of properties, which costs V8 what it
 * has learnt of these objects. Here they are of their final form from the start. And `setHeader` keeps each field in a table
 * by its lower-case name, only to write them all out a moment later: `fields` goes to Node as it is, in one go.
 */
import { IncomingMessage, type ServerOptions, ServerResponse } from 'node:http';
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

    override writeHead(status: number): this {
      return super.writeHead(status, this.fields);
    }
  }

  app.request = extending(AppRequest.prototype, app.request);
  app.response = extending(AppResponse.prototype, app.response);
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse as unknown as typeof ServerResponse };
}

// --- internal ---

const NO_LOCALS = Object.freeze({});

/** Puts a prototype in front of Express' own, so that giving it to an object which has it already changes nothing. */
function extending<T extends object>(prototype: object, express: T): T {
  return Object.setPrototypeOf(prototype, express) as T;
}
