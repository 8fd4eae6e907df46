/** What `--set`, `--set-string` and `--set-json` say, read as Helm reads it (its packages strvals and cli/values). */
import { UsageError } from '../errors';
import type { Json } from '../json';

/** An option of the command line. */
export interface SetOption {
  readonly kind: 'set' | 'set-string' | 'set-json';
  readonly text: string;
}

/** One value that such an option sets. */
export interface Assignment {
  /** Keys, and numbers for positions in lists; empty when an object is merged into all values. */
  readonly path: readonly (string | number)[];
  readonly value: Json;
  /** The option and the key as they were written, without the value, which may be a secret. */
  readonly name: string;
}

/**
 * The assignments of one option: `a.b=1,c[0].d=x,e={1,2}`, where a backslash takes the meaning from the character after it.
 * @throws UsageError when Helm would refuse the option
 */
export function parseSetOption(option: SetOption): Assignment[] {
  const { kind, text } = option;
  if (text.length > MAX_LENGTH) throw new UsageError(`--${kind}: is longer than ${MAX_LENGTH} characters`);
  if (kind === 'set-json' && text.trimStart().startsWith('{')) {
    return [{ path: [], value: parseJson(option, text), name: `--${kind}` }];
  }
  return new Parser(option).assignments();
}

// --- internal ---

const MAX_LENGTH = 2 ** 20;
/** Helm's own limits: MaxNestedNameLevel and MaxIndex. */
const MAX_LEVELS = 30;
const MAX_INDEX = 65_536;

class Parser {
  private at = 0;

  constructor(private readonly option: SetOption) {}

  assignments(): Assignment[] {
    const found: Assignment[] = [];
    while (this.at < this.option.text.length) {
      const start = this.at;
      const path = this.path();
      const name = `--${this.option.kind} ${this.option.text.slice(start, this.at - 1)}`;
      found.push({ path, value: this.value(), name });
    }
    return found;
  }

  /** Up to and with the `=`. */
  private path(): (string | number)[] {
    const path: (string | number)[] = [];
    for (;;) {
      const { text, stop } = this.until('=[,.');
      if (stop === undefined || stop === ',') this.fail(`key ${JSON.stringify(text)} has no value: write KEY=VALUE`);
      if (text === '') this.fail('has an empty key');
      path.push(text);
      if (path.filter((step) => typeof step === 'string').length > MAX_LEVELS + 1) {
        this.fail(`nests more than ${MAX_LEVELS} levels deep`);
      }
      if (stop === '=') return path;
      if (stop === '[' && this.indices(path)) return path;
    }
  }

  /** The positions after a `[`; true when the `=` follows, false when another key does. */
  private indices(path: (string | number)[]): boolean {
    for (;;) {
      const index = this.until(']');
      if (index.stop === undefined || !/^[+-]?\d+$/.test(index.text))
        this.fail(`[${index.text}: a position is a number in []`);
      const position = Number(index.text);
      if (position < 0 || position > MAX_INDEX) this.fail(`[${position}]: a position is between 0 and ${MAX_INDEX}`);
      path.push(position);
      const { text, stop } = this.until('[.=');
      if (text !== '' || stop === undefined) this.fail(`${JSON.stringify(text)} after ]: expected =, . or [`);
      if (stop !== '[') return stop === '=';
    }
  }

  private value(): Json {
    if (this.option.kind === 'set-json') return this.jsonValue();
    if (this.option.text[this.at] !== '{') return this.typed(this.until(',').text);
    this.at++;
    const list: Json[] = [];
    for (;;) {
      const { text, stop } = this.until(',}');
      if (stop === undefined) this.fail('a list must end with }');
      list.push(this.typed(text));
      if (stop === '}') break;
    }
    if (this.option.text[this.at] === ',') this.at++;
    return list;
  }

  /** Up to a comma outside of any string, list or object. */
  private jsonValue(): Json {
    const start = this.at;
    let depth = 0;
    for (const { 0: token, index } of this.option.text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"?|[^"]/gs)) {
      if ('[{'.includes(token)) depth++;
      if (']}'.includes(token)) depth--;
      this.at = start + index;
      if (token === ',' && depth <= 0) break;
      this.at += token.length;
    }
    const written = this.option.text.slice(start, this.at++).trim();
    return written === '' ? null : parseJson(this.option, written);
  }

  /** Helm knows whole numbers, booleans and null; all else is text, also 1.5 and 007. */
  private typed(text: string): Json {
    if (this.option.kind === 'set-string') return text;
    const word = text.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    const whole = text === '0' || (/^[+-]?\d+$/.test(text) && !text.startsWith('0'));
    return whole && fitsInt64(text) ? Number(text) : text;
  }

  /** Text up to one of `stops`, which is consumed. */
  private until(stops: string): { text: string; stop?: string } {
    const { text } = this.option;
    let read = '';
    while (this.at < text.length) {
      const character = text[this.at++] as string;
      if (stops.includes(character)) return { text: read, stop: character };
      if (character !== '\\') read += character;
      else if (this.at < text.length) read += text[this.at++];
    }
    return { text: read };
  }

  private fail(message: string): never {
    throw new UsageError(`--${this.option.kind}: ${message}`);
  }
}

function parseJson({ kind }: SetOption, text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`--${kind}: the value is no JSON; text needs double quotes`);
  }
}

function fitsInt64(text: string): boolean {
  const number = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, number) === number;
}
