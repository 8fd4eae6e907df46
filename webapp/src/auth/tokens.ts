/**
 * The tokens that let clients in: a file with one `SCOPE TOKEN` a line, where SCOPE is `read` or `write`. Empty lines, and those
 * that start with `#`, don't count.
 *
 * One file, so that a change of it is a change of all tokens at once, and two tokens of a scope can be valid together.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { FollowedFile } from '../config/followed-file';

/** `write` lets a client do everything, so that who writes an item can read it. */
export type Scope = 'read' | 'write';

const MAX_BYTES = 65_536;
/** Every request is held against each of them. */
export const MAX_TOKENS = 100;
/** 128 bits, written as hexadecimal digits. */
const MIN_LENGTH = 32;
const MAX_LENGTH = 256;
const LINE = 'must be "read TOKEN" or "write TOKEN"';

/** @throws Error that names the file, the line and the fix, and shows no token */
export function tokensFile(path: string): FollowedFile<Tokens> {
  return new FollowedFile(path, MAX_BYTES, Tokens.parse);
}

/** Holds no token itself, only their SHA-256. */
export class Tokens {
  private constructor(private readonly entries: readonly Entry[]) {}

  /** @throws Error whose message goes on from the file's name */
  static parse(this: void, text: string): Tokens {
    const entries: Entry[] = [];
    for (const [index, line] of text.split('\n').entries()) {
      if (/^\s*(#|$)/.test(line)) continue;
      const number = index + 1;
      const [scope, token = '', ...rest] = line.trim().split(/\s+/);
      if ((scope !== 'read' && scope !== 'write') || token === '' || rest.length > 0) throw wrong(number, LINE);
      const problem = problemOf(token);
      if (problem !== undefined) throw wrong(number, problem);
      const digest = digestOf(token);
      const same = entries.find((entry) => entry.digest.equals(digest));
      if (same) throw wrong(number, `has the token of line ${same.line} again; remove one of the two lines`);
      entries.push({ scope, digest, line: number });
      if (entries.length > MAX_TOKENS) throw wrong(number, `is token ${entries.length} of at most ${MAX_TOKENS}`);
    }
    if (entries.length === 0) throw new Error(` holds no token; each line ${LINE}`);
    return new Tokens(entries);
  }

  /**
   * What a token that a client sent lets it do. How long this takes tells nothing of the tokens: all of them are compared, and
   * by digests, which share no beginning with what was sent.
   *
   * @returns undefined for one that isn't valid
   */
  scopeOf(sent: string): Scope | undefined {
    const digest = digestOf(sent);
    let scope: Scope | undefined;
    for (const entry of this.entries) if (timingSafeEqual(entry.digest, digest)) scope = entry.scope;
    return scope;
  }
}

// --- internal ---

interface Entry {
  readonly scope: Scope;
  readonly digest: Buffer;
  /** Of the file, from 1. */
  readonly line: number;
}

// What RFC 6750, 2.1, lets stand in the header.
const ALLOWED = /^[A-Za-z0-9._~+/-]+=*$/;

function problemOf(token: string): string | undefined {
  const { length } = token;
  if (!ALLOWED.test(token)) {
    return 'has a token with other characters than letters, digits and - . _ ~ + /, with = only at its end';
  }
  if (length >= MIN_LENGTH && length <= MAX_LENGTH) return undefined;
  return `has a token of ${length} characters; it takes ${MIN_LENGTH} to ${MAX_LENGTH}: openssl rand -hex 32 makes one`;
}

function digestOf(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

function wrong(line: number, problem: string): Error {
  return new Error(`, line ${line}: ${problem}`);
}
