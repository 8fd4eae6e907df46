/** Matchers of routes, inhibitions and silences: `severity = "critical"`. */
import { isRegularExpression } from '../prometheus/regular-expression';

/** Alertmanager's classic form; with names in quotes, its newer one. */
const MATCHER = /^\s*("(?:[^"\\]|\\.)+"|[a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|!~|!=|=)\s*([\s\S]*?)\s*$/;

/** Why Alertmanager can't read a matcher, or undefined. One text may hold several, in braces or with commas. */
export function matcherProblem(text: string): string | undefined {
  const inner = text.trim().replace(/^\{([\s\S]*)\}$/, '$1');
  if (inner.trim() === '') return 'is empty';
  for (const one of splitAtCommas(inner)) {
    const [, , operator = '', value = ''] = MATCHER.exec(one) ?? [];
    if (operator === '') return `has no operator (=, !=, =~ or !~) between a label and a value in ${quote(one.trim())}`;
    const quoted = /^"(?:[^"\\]|\\[\s\S])*"$/.test(value);
    if (!quoted && /(^|[^\\])"/.test(value)) return `has a quotation mark too many in ${quote(one.trim())}`;
    const content = quoted ? value.slice(1, -1).replace(/\\(["\\])/g, '$1') : value;
    if (operator.endsWith('~') && !isRegularExpression(content))
      return `has a regular expression that Alertmanager can't read in ${quote(one.trim())}; it has no lookahead`;
  }
  return undefined;
}

/** `==` reads as `=` and a value that begins with `=`, which no label has. */
export function matchesNothing(text: string): boolean {
  const [, , operator, value = ''] = MATCHER.exec(text) ?? [];
  return operator === '=' && value.startsWith('=');
}

// --- internal ---

const quote = (text: string) => JSON.stringify(text);

function splitAtCommas(text: string): string[] {
  const parts: string[] = [''];
  let inQuotes = false;
  for (const [at, character] of [...text].entries()) {
    if (character === '"' && text[at - 1] !== '\\') inQuotes = !inQuotes;
    if (character === ',' && !inQuotes) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.filter((part, at) => part.trim() !== '' || at < parts.length - 1);
}
