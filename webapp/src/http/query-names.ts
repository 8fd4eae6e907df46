/** Names of query parameters: a misspelt one must not be taken for one that is missing. */
import { Problem } from './problem';

/**
 * Names that have nothing to do with this API (`utm_source`) are left alone: proxies and browsers add theirs.
 *
 * @throws Problem for a name that is close to a known one, but isn't it
 */
export function checkQueryNames(query: object, known: readonly string[]): void {
  for (const name of Object.keys(query)) {
    if (known.includes(name)) continue;
    const meant = known.find((one) => isSlip(name, one));
    if (meant === undefined) continue;
    const shown = JSON.stringify(name.slice(0, MAX_SHOWN));
    throw new Problem(
      'invalid-query',
      `There is no query parameter ${shown}. Did you mean ${meant}?${hint(name, meant)}`,
    );
  }
}

// --- internal ---

/** Longer names are shown as far as this. */
const MAX_SHOWN = 40;
/** One letter more or less makes another word of a shorter name. */
const MIN_LETTERS = 4;

/** Another case, a plural, brackets as some clients write lists (`id[]`), or one slip of the finger. */
function isSlip(typed: string, known: string): boolean {
  // Not by an expression for brackets at the end: in a long name it would take the square of its length.
  const bracket = typed.endsWith(']') ? typed.indexOf('[') : -1;
  const name = bracket < 0 ? typed : typed.slice(0, bracket);
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  return plain === known || plain === `${known}s` || (known.length >= MIN_LETTERS && isOneSlip(plain, known));
}

/** One letter too much, too few or wrong, or two neighbours swapped. */
function isOneSlip(typed: string, known: string): boolean {
  if (Math.abs(typed.length - known.length) > 1) return false;
  let start = 0;
  while (start < known.length && typed[start] === known[start]) start++;
  let end = 0;
  while (end < Math.min(typed.length, known.length) - start && typed.at(-1 - end) === known.at(-1 - end)) end++;
  const [wrong, right] = [typed.slice(start, typed.length - end), known.slice(start, known.length - end)];
  return (wrong.length <= 1 && right.length <= 1) || (wrong.length === 2 && wrong === [...right].reverse().join(''));
}

function hint(name: string, meant: string): string {
  return name.includes('[') ? ` Give it once for each value: ${meant}=a&${meant}=b.` : '';
}
