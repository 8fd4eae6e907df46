/** Responses as this app sends them. */
import type { Response } from 'express';

/** Ends a response with JSON text. A HEAD request gets the same header and no body. */
export function sendJson(res: Response, status: number, json: string, type = 'application/json'): void {
  const bytes = Buffer.byteLength(json);
  res.statusCode = status;
  res.fields['Content-Type'] = type;
  res.fields['Content-Length'] = bytes;
  // ASCII has as many bytes as characters, and is the same in Latin-1, which Node writes faster.
  res.end(json, bytes === json.length ? 'latin1' : 'utf8');
}

/** An item as JSON; its value is JSON text already, so it isn't parsed again. Ids need no escapes. */
export function itemJson(id: string, valueJson: string): string {
  return `{"id":"${id}","value":${valueJson}}`;
}
