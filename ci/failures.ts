/**
 * What failed, from what a suite printed: the failed tests of Node's runner, and the lines `FAIL  NAME` with what follows them.
 *
 * `make test` says it once more at its end, since only the end of a long log is looked at.
 */
import { stripVTControlCharacters } from 'node:util';

/** So many lines of one failure are shown: its message, not the whole of two objects that differ. */
const MAX_LINES = 20;

/** @returns each failure as its lines: where it stands if that is known, its name, its message */
export function failuresOf(output: string): string[][] {
  const lines = stripVTControlCharacters(output).split('\n');
  const start = lines.lastIndexOf('✖ failing tests:');
  const tests = start === -1 ? [] : blocks(lines.slice(start + 1), /^test at /);
  const steps = blocks(start === -1 ? lines : lines.slice(0, start), /^FAIL {2}/, /^\S/);
  return [...tests, ...steps].map(shorten);
}

// --- internal ---

/** The lines from each one that matches `first`, up to the next that matches it or `end`. */
function blocks(lines: readonly string[], first: RegExp, end = first): string[][] {
  const found: string[][] = [];
  let current: string[] | undefined;
  for (const line of lines) {
    if (first.test(line)) {
      current = [line];
      found.push(current);
    } else if (end.test(line)) current = undefined;
    else current?.push(line);
  }
  return found;
}

/** Without the stack's frames, which `test at` makes unnecessary, and without what is too much. */
function shorten(failure: readonly string[]): string[] {
  const told = failure.filter((line) => line.trim() !== '' && !/^\s+at .*:\d+:\d+\)?( \{)?$/.test(line));
  return told.length <= MAX_LINES
    ? told
    : [...told.slice(0, MAX_LINES), `  (${told.length - MAX_LINES} more lines above)`];
}
