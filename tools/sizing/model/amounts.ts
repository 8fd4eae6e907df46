/** Numbers as they are typed on a command line. */
import { parseDuration } from '../../values/units/duration';

/** How an amount is written; the schema's `x-written` names it. */
export type Notation = 'number' | 'bytes' | 'duration' | 'boolean';

interface Reading {
  /** The amount in its base unit, or undefined. */
  read(text: string): number | boolean | undefined;
  /** What is expected, for messages. */
  expects: string;
}

export const NOTATIONS: Readonly<Record<Notation, Reading>> = {
  number: { read: readNumber, expects: 'a number such as 500, 20000 or 5e6' },
  bytes: { read: readBytes, expects: 'bytes such as 800, 800B, 64KiB, 125MB or 10Gbit' },
  duration: { read: parseDuration, expects: 'a duration such as 15s, 12h or 15d' },
  boolean: {
    read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
    expects: 'true or false',
  },
};

// --- internal ---

const NUMBER = /^[0-9]+(?:\.[0-9]+)?(?:e\+?[0-9]{1,3})?$/i;

function readNumber(text: string): number | undefined {
  // Negative numbers are numbers too; their bounds say what is wrong with them.
  const value = NUMBER.test(text.replace(/^-/, '')) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

const POWERS = ['', 'K', 'M', 'G', 'T', 'P'];

/** SI units count in 1000, those with an i in 1024; `bit` is an eighth of a byte. */
function readBytes(text: string): number | undefined {
  const match = /^(-?[0-9.]+(?:e\+?[0-9]+)?) ?(?:([kKMGTP])(i)?)?(B|bit)?$/.exec(text);
  const number = match && readNumber(match[1] as string);
  if (!match || number === undefined || number === null) return undefined;
  const base = match[3] ? 1024 : 1000;
  const bytes = number * base ** POWERS.indexOf((match[2] ?? '').toUpperCase());
  return match[4] === 'bit' ? bytes / 8 : bytes;
}
