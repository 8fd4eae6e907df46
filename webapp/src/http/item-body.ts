/** The body of a write: `{"value": <any JSON>, "ttlSeconds"?: n}`. */
import { isUtf8 } from 'node:buffer';
import Ajv from 'ajv';
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

/** @throws Problem when the body isn't JSON or doesn't have the right form */
export function parseItemBody(bytes: Buffer): ItemBody {
  const text = textOf(bytes);
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

const BYTE_ORDER_MARK = 0xfeff;

function textOf(body: Buffer): string {
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
