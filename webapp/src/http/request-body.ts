/** Reads request bodies: JSON by their type, bounded in size, as bytes. */
import type { IncomingMessage } from 'node:http';
import express, { type Request, type Response } from 'express';
import { Problem } from './problem';

/** Whether a request says that its body is larger than this. */
export function isTooLarge(req: IncomingMessage, limitBytes: number): boolean {
  return Number(req.headers['content-length']) > limitBytes;
}

/** How many bytes a body may come to have, as far as the header tells. */
export function expectedBodyBytes(req: IncomingMessage, limitBytes: number): number {
  const { headers } = req;
  const length = headers['content-length'];
  const isTold = length !== undefined && headers['content-encoding'] === undefined;
  return isTold ? Math.min(Number(length), limitBytes) : limitBytes;
}

/**
 * Makes a reader of JSON bodies. Anything else is refused by its type before it is read.
 *
 * @throws Problem, or an error of Express' body parser, which the error handler knows
 */
export function bodyReader(limitBytes: number): (req: Request, res: Response) => Promise<Buffer> {
  // For bodies that are compressed, or don't say how long they are.
  const raw = express.raw({ type: () => true, limit: limitBytes });
  return (req, res) => {
    requireJson(req);
    const { headers } = req;
    const plain = headers['content-encoding'] === undefined && headers['transfer-encoding'] === undefined;
    if (plain && Number(headers['content-length']) <= limitBytes) return wholeBody(req);
    // Otherwise the body is read to its end before it is refused, so that clients which are still sending get the response.
    if (headers.expect !== undefined && isTooLarge(req, limitBytes)) {
      throw new Problem('body-too-large', 'Send a smaller value.', { Connection: 'close' });
    }
    return new Promise((resolve, reject) => {
      // The stream that unpacks a body isn't told that the request has ended too early, and would wait for ever.
      req.once('close', () => {
        if (!req.complete) reject(cutOff());
      });
      raw(req, res, (error?: unknown) => (error ? reject(error) : resolve(req.body ?? EMPTY)));
    });
  };
}

// --- internal ---

const EMPTY = Buffer.alloc(0);
const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;
// JSON is UTF-8 (RFC 8259, 8.1), of which ASCII is a part.
const UTF_8 = /^(?:utf-?8|us-ascii)$/i;

function requireJson(req: Request): void {
  const type = req.headers['content-type'];
  if (type === 'application/json' && req.headers['content-length'] !== undefined) return;
  if (req.is('application/json') !== 'application/json') {
    const header = { 'Accept-Post': 'application/json', Connection: 'close' };
    throw new Problem('unsupported-media-type', 'Send Content-Type: application/json with a body.', header);
  }
  const charset = CHARSET.exec(type ?? '')?.[1];
  if (charset === undefined || UTF_8.test(charset)) return;
  throw new Problem('unsupported-media-type', 'Send the body as UTF-8.', { Connection: 'close' });
}

/** Of a length that Node's parser sees to. */
function wholeBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => resolve(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)));
    req.on('error', () => reject(cutOff()));
  });
}

const cutOff = () => new Problem('bad-request', 'The request ended before its body was complete.');
