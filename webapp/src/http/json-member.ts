/** The text of a member of a JSON object, as it stands there: parsing a number and printing it again may change it. */

/**
 * Finds a member. Of several with the name the last one counts, as with `JSON.parse`.
 *
 * @param json valid JSON text of an object; with anything else the result means nothing
 * @returns undefined when there is none
 */
export function memberText(json: string, name: string): string | undefined {
  const usual = JSON.stringify(name);
  let found: string | undefined;
  let at = skipSpace(json, json.indexOf('{') + 1);
  while (at < json.length && json.charCodeAt(at) !== CLOSE_OBJECT) {
    const keyEnd = endOfString(json, at);
    const key = json.slice(at, keyEnd);
    // Behind the colon.
    at = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const end = endOfValue(json, at);
    // A name may be written with escapes.
    if (key === usual || (key.includes('\\') && JSON.parse(key) === name)) found = json.slice(at, end);
    at = skipSpace(json, end);
    if (json.charCodeAt(at) === COMMA) at = skipSpace(json, at + 1);
  }
  return found;
}

// --- internal ---

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

// Valid JSON has no other characters up to the space outside of its strings.
function skipSpace(json: string, from: number): number {
  let at = from;
  while (json.charCodeAt(at) <= SPACE) at += 1;
  return at;
}

/** @returns where the text goes on behind the string that begins here */
function endOfString(json: string, from: number): number {
  for (let quote = json.indexOf('"', from + 1); quote >= 0; quote = json.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (json.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return json.length;
}

function endOfValue(json: string, from: number): number {
  const first = json.charCodeAt(from);
  if (first === QUOTE) return endOfString(json, from);
  return first === OPEN_ARRAY || first === OPEN_OBJECT ? endOfNesting(json, from) : endOfWord(json, from);
}

// A loop and not a recursion, so that no depth is too deep.
function endOfNesting(json: string, from: number): number {
  let depth = 0;
  for (let at = from; at < json.length; ) {
    const char = json.charCodeAt(at);
    if (char === QUOTE) {
      at = endOfString(json, at);
      continue;
    }
    at += 1;
    if (char === OPEN_ARRAY || char === OPEN_OBJECT) depth += 1;
    else if (char === CLOSE_ARRAY || char === CLOSE_OBJECT) depth -= 1;
    if (depth === 0) return at;
  }
  return json.length;
}

// A number, true, false or null.
function endOfWord(json: string, from: number): number {
  let at = from;
  for (; at < json.length; at += 1) {
    const char = json.charCodeAt(at);
    if (char <= SPACE || char === COMMA || char === CLOSE_OBJECT) break;
  }
  return at;
}
