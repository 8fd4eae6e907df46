/** The body of a write: `{"value": <any JSON>, "ttlSeconds"?: n}`. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import Ajv from 'ajv';
import express, { type Request, type RequestHandler } from 'express';
import { memberText } from './json-member';
import { Problem } from './problem';

/** Ten years: longer is a mistake, most likely milliseconds or a date. */
const LONGEST_TTL_SECONDS = 315_360_000;

export const ITEM_BODY_SCHEMA = {
  type: 'object',
  required: ['value'],
  additionalProperties: false,
  properties: {
    value: { description: 'Any JSON. Its text is kept as it is sent, so numbers keep all their digits.' },
    ttlSeconds: {
      description: 'How long the item exists, in seconds; left out, for ever.',
      type: 'integer',
      minimum: 1,
      maximum: LONGEST_TTL_SECONDS,
    },
  },
} as const;

export interface ItemBody {
  /** The value's text as the client sent it. */
  readonly valueJson: string;
  readonly ttlSeconds: number | undefined;
}

const validate = new Ajv({ strict: false }).compile<{ value: unknown; ttlSeconds?: number }>(ITEM_BODY_SCHEMA);

/** Whether a request says that its body is larger than this. */
export function isTooLarge(req: IncomingMessage, limitBytes: number): boolean {
  return Number(req.headers['content-length']) > limitBytes;
}

/** Reads JSON bodies up to a size, as bytes. Anything else is refused by the content type before it is read. */
export function jsonBody(limitBytes: number): RequestHandler[] {
  const requireJson: RequestHandler = (req, _res, next) => {
    if (req.is('application/json') !== 'application/json') {
      const header = { 'Accept-Post': 'application/json', Connection: 'close' };
      return next(new Problem('unsupported-media-type', 'Send Content-Type: application/json with a body.', header));
    }
    // Otherwise the body is read to its end before it is refused, so that clients which are still sending get the answer.
    if (req.headers.expect !== undefined && isTooLarge(req, limitBytes)) {
      return next(new Problem('body-too-large', 'Send a smaller value.', { Connection: 'close' }));
    }
    const charset = CHARSET.exec(req.headers['content-type'] ?? '')?.[1];
    if (charset === undefined || UTF_8.test(charset)) return next();
    next(new Problem('unsupported-media-type', 'Send the body as UTF-8.', { Connection: 'close' }));
  };
  return [requireJson, express.raw({ type: () => true, limit: limitBytes })];
}

/** @throws Problem when the body isn't JSON or doesn't have the right form */
export function checkItemBody(req: Request): ItemBody {
  const text = textOf(req.body);
  const body = parsed(text);
  if (validate(body)) return { valueJson: memberText(text, 'value') as string, ttlSeconds: body.ttlSeconds };
  const error = validate.errors?.[0];
  const where = error?.instancePath ? `${error.instancePath.slice(1)} ` : 'the body ';
  const extra = error?.params['additionalProperty'];
  const name = extra === undefined ? '' : ` (${JSON.stringify(extra).slice(0, 80)})`;
  throw new Problem(
    'invalid-body',
    `In the body: ${where}${error?.message}${name}. Send {"value": …, "ttlSeconds": n}.`,
  );
}

// --- internal ---

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;
// JSON is UTF-8 (RFC 8259, 8.1), of which ASCII is a part.
const UTF_8 = /^(?:utf-?8|us-ascii)$/i;
const BYTE_ORDER_MARK = 0xfeff;

function textOf(body: unknown): string {
  if (!Buffer.isBuffer(body)) return '';
  // Decoding alone would put replacement characters where the client's bytes were.
  if (!isUtf8(body)) throw new Problem('invalid-json', 'The body is not UTF-8.');
  const text = body.toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

/** @returns undefined for an empty body */
function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem('invalid-json', `The body is not JSON: ${(error as Error).message}.`);
  }
}
