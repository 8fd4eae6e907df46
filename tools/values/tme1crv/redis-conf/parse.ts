/**
 * Reads Redis' configuration as Redis does (config.c, sds.c, and the command line in server.c): one directive a line, comments
 * only where a line starts with `#`, names in any case, double and single quotes. The chart's template reads it with the same
 * patterns (chart/files/redis-directives.yaml), so neither resolves escapes within quotes: `"\x31"` stays as it is written.
 */
export interface Directive {
  /** In lower case; empty for a line that Redis can't read, with which it doesn't start. */
  name: string;
  args: readonly string[];
}

const PLAIN = String.raw`[^ \t\r\n"']`;
const QUOTED = String.raw`(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\+'|\\+[^'\\])*')`;
/** One word. A quote may start within it, and always ends it. Understood alike by JavaScript and by Go. */
export const WORD = `(?:${PLAIN}+${QUOTED}?|${QUOTED})`;
/** A directive's name, in lower case; those of modules have a dot. */
export const NAME = '^[a-z0-9._-]+$';
/** A whole line, without the blanks around it. */
export const LINE = `^${WORD}(?:[ \\t\\r\\n]+${WORD})*$`;

/** The directives of a redis.conf, in order. */
export function parseConfiguration(text: string): Directive[] {
  return text
    .split('\n')
    .map(trim)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(parseLine);
}

/**
 * The directives of redis-server's arguments, in order. An argument that starts with `--` begins a directive, unless the one
 * before still lacks its value; the name and the value may be one argument or two.
 */
export function parseArguments(args: readonly string[]): Directive[] {
  const found: { name: string; args: string[] }[] = [];
  let complete = true;
  for (const [at, arg] of args.entries()) {
    if (complete && arg.startsWith('--')) {
      const { name, args: values } = parseLine(trim(arg.slice(2)));
      found.push({ name, args: [...values] });
      const next = args[at + 1];
      // Redis takes `--save` without a value for `--save ""`.
      const emptySave = name === 'save' && values.length === 0 && (next === undefined || next.startsWith('--'));
      if (emptySave) found.at(-1)?.args.push('');
      complete = values.length > 0 || emptySave;
    } else {
      // A value without a name goes to the chart's own arguments, which then make no sense to Redis.
      if (found.length === 0) found.push({ name: '', args: [] });
      found.at(-1)?.args.push(arg);
      complete = true;
    }
  }
  return found;
}

// --- internal ---

const trim = (line: string) => line.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');

function parseLine(line: string): Directive {
  if (!new RegExp(LINE).test(line)) return { name: '', args: [] };
  const [first = '', ...args] = (line.match(new RegExp(WORD, 'g')) ?? []).map(unquote);
  const name = first.toLowerCase();
  return { name: new RegExp(NAME).test(name) ? name : '', args };
}

const unquote = (word: string) => word.replace(/(["'])(.*)\1$/s, '$2');
