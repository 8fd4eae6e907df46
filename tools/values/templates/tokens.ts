/** The words of a template's actions; the text around them is left out. */

export interface Token {
  /** `end` is the end of an action. */
  type: 'word' | 'text' | 'variable' | 'field' | 'dot' | 'sign' | 'end';
  /** Of a variable or field, its name without `$` or `.`. */
  text: string;
  /** A field that stands right behind what it is a field of. */
  joined: boolean;
}

/** A template with more isn't one; those of the largest public charts have a tenth. */
const MAX_TOKENS = 400_000;

export function tokens(template: string): Token[] {
  const found: Token[] = [];
  let at = template.indexOf('{{');
  while (at >= 0 && found.length < MAX_TOKENS) {
    at = action(template, at + 2, found);
    at = template.indexOf('{{', at);
  }
  return found;
}

// --- internal ---

const BLANK = /\s+/y;
const COMMENT = /-?\s*\/\*[\s\S]*?\*\/\s*-?\}\}/y;
const WORDS: readonly [Token['type'], RegExp][] = [
  ['text', /"((?:[^"\\\n]|\\.)*)"/y],
  ['text', /`([^`]*)`/y],
  ['text', /'(?:[^'\\\n]|\\.)*'/y],
  ['variable', /\$([A-Za-z0-9_]*)/y],
  ['field', /\.([\p{L}_][\p{L}\p{N}_]*)/uy],
  ['dot', /\.(?![0-9])/y],
  ['sign', /:=|[=|(),]/y],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['word', /[-+.0-9][0-9a-zA-Z_.+]*/y],
];

/** @returns the position behind the action */
function action(template: string, start: number, found: Token[]): number {
  COMMENT.lastIndex = start;
  if (COMMENT.test(template)) return COMMENT.lastIndex;
  let at = template[start] === '-' && /\s/.test(template[start + 1] ?? '') ? start + 1 : start;
  let blank = true;
  while (at < template.length) {
    BLANK.lastIndex = at;
    if (BLANK.test(template)) {
      at = BLANK.lastIndex;
      blank = true;
      continue;
    }
    if (template.startsWith('}}', at) || template.startsWith('-}}', at)) {
      found.push({ type: 'end', text: '', joined: false });
      return at + (template[at] === '-' ? 3 : 2);
    }
    const next = read(template, at);
    if (next) found.push({ ...next.token, joined: next.token.type === 'field' && !blank });
    at = next?.end ?? at + 1;
    blank = false;
  }
  return at;
}

function read(template: string, at: number): { token: Omit<Token, 'joined'>; end: number } | undefined {
  for (const [type, pattern] of WORDS) {
    pattern.lastIndex = at;
    const match = pattern.exec(template);
    if (match) return { token: { type, text: plain(type, match) }, end: pattern.lastIndex };
  }
  return undefined;
}

function plain(type: Token['type'], match: RegExpExecArray): string {
  const text = match[1] ?? match[0];
  return type === 'text' && match[0].startsWith('"')
    ? text.replace(/\\(.)/g, (_, one: string) => ESCAPES[one] ?? one)
    : text;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
