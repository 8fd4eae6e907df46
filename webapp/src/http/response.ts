/** Responses as this app sends them. */
import type { Response } from 'express';

/** Ends a response with JSON text. A HEAD request gets the same header and no body. */
export function sendJson(res: Response, status: number, json: string, type = 'application/json'): void {
  if (res.destroyed) {
    countUnsent(res, status);
    return;
  }
  const bytes = Buffer.byteLength(json);
  res.statusCode = status;
  res.fields['Content-Type'] = type;
  res.fields['Content-Length'] = bytes;
  // ASCII has as many bytes as characters, and is the same in Latin-1, which Node writes faster.
  res.end(json, bytes === json.length ? 'latin1' : 'utf8');
}

/** Ends a response without a body. */
export function sendEmpty(res: Response, status: number): void {
  if (res.destroyed) {
    countUnsent(res, status);
    return;
  }
  res.statusCode = status;
  res.end();
}

/** An item as JSON; its value is JSON text already, so it isn't parsed again. Ids need no escapes. */
export function itemJson(id: string, valueJson: string): string {
  return `{"id":"${id}","value":${valueJson}}`;
}

// --- internal ---

/**
 * The client gave up, and Node would drop the response before its header is written, which is when requests are counted and timed.
 * What the service was too slow with must not be missing there. Nothing is sent.
 */
function countUnsent(res: Response, status: number): void {
  if (!res.headersSent) res.writeHead(status);
}
