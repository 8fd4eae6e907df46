/** The body of a write: `{"value": <any JSON>, "ttlSeconds"?: n}`. */
import Ajv from 'ajv';
import express, { type Request, type RequestHandler } from 'express';
import { Problem } from './problem';

/** Ten years: longer is a mistake, most likely milliseconds or a date. */
const LONGEST_TTL_SECONDS = 315_360_000;

export const ITEM_BODY_SCHEMA = {
  type: 'object',
  required: ['value'],
  additionalProperties: false,
  properties: {
    value: { description: 'Any JSON. Numbers are kept as IEEE 754 doubles.' },
    ttlSeconds: {
      description: 'How long the item exists, in seconds; left out, for ever.',
      type: 'integer',
      minimum: 1,
      maximum: LONGEST_TTL_SECONDS,
    },
  },
} as const;

export interface ItemBody {
  readonly valueJson: string;
  readonly ttlSeconds: number | undefined;
}

const validate = new Ajv({ strict: false }).compile<{ value: unknown; ttlSeconds?: number }>(ITEM_BODY_SCHEMA);

/** Reads JSON bodies up to a size. Anything else is refused by the content type before it is read. */
export function jsonBody(limitBytes: number): RequestHandler[] {
  const requireJson: RequestHandler = (req, _res, next) => {
    if (req.is('application/json') === 'application/json') return next();
    const header = { 'Accept-Post': 'application/json', Connection: 'close' };
    next(new Problem('unsupported-media-type', 'Send Content-Type: application/json with a body.', header));
  };
  return [requireJson, express.json({ limit: limitBytes, strict: false })];
}

/** @throws Problem when the parsed body doesn't have the right form */
export function checkItemBody(req: Request): ItemBody {
  const body: unknown = req.body;
  if (validate(body)) return { valueJson: JSON.stringify(body.value), ttlSeconds: body.ttlSeconds };
  const error = validate.errors?.[0];
  const where = error?.instancePath ? `${error.instancePath.slice(1)} ` : 'the body ';
  const extra = error?.params['additionalProperty'];
  const name = extra === undefined ? '' : ` (${JSON.stringify(extra).slice(0, 80)})`;
  throw new Problem(
    'invalid-body',
    `In the body: ${where}${error?.message}${name}. Send {"value": …, "ttlSeconds": n}.`,
  );
}
