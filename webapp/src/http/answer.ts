/** Answers as this app sends them. */
import type { Response } from 'express';

/** Ends an answer with JSON text. A HEAD request gets the same header and no body. */
export function sendJson(res: Response, status: number, json: string, type = 'application/json'): void {
  res.statusCode = status;
  res.setHeader('Content-Type', type);
  res.setHeader('Content-Length', Buffer.byteLength(json));
  res.end(json);
}

/** An item as JSON; its value is JSON text already, so it isn't parsed again. Ids need no escapes. */
export function itemJson(id: string, valueJson: string): string {
  return `{"id":"${id}","value":${valueJson}}`;
}
