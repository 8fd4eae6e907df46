/** A unified diff of two texts, by lines, as `diff -u` prints it. */

const CONTEXT_LINES = 3;
/** Above this many compared pairs of lines the middle is shown as replaced as a whole: exact would take too long. */
const MAX_TABLE_CELLS = 4_000_000;

type Edit = { kind: ' ' | '-' | '+'; line: string };

/** The diff that turns `before` into `after`, or '' when they are the same. Names appear in its first two lines. */
export function unifiedDiff(before: string, after: string, beforeName: string, afterName: string): string {
  if (before === after) return '';
  const edits = editScript(splitLines(before), splitLines(after));
  return `--- ${beforeName}\n+++ ${afterName}\n${hunks(edits).join('')}`;
}

// --- internal ---

/** Keeps a missing newline at the end visible: without it two different texts could show an empty diff. */
function splitLines(text: string): string[] {
  if (text === '') return [];
  if (!text.endsWith('\n')) return `${text}\n\\ No newline at end of file`.split('\n');
  return text.slice(0, -1).split('\n');
}

function editScript(a: string[], b: string[]): Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const same = (lines: string[]): Edit[] => lines.map((line) => ({ kind: ' ', line }));
  const middle = compareMiddle(a.slice(start, endA), b.slice(start, endB));
  return [...same(a.slice(0, start)), ...middle, ...same(a.slice(endA))];
}

/** Longest common subsequence by the textbook table. */
function compareMiddle(a: string[], b: string[]): Edit[] {
  const removed = (line: string): Edit => ({ kind: '-', line });
  const added = (line: string): Edit => ({ kind: '+', line });
  if (a.length * b.length > MAX_TABLE_CELLS) return [...a.map(removed), ...b.map(added)];
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => table[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const edits: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push({ kind: ' ', line: a[i++] as string });
      j++;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      edits.push(removed(a[i++] as string));
    } else {
      edits.push(added(b[j++] as string));
    }
  }
  return edits;
}

function hunks(edits: Edit[]): string[] {
  const result: string[] = [];
  let lineA = 1;
  let lineB = 1;
  let index = 0;
  while (index < edits.length) {
    const firstChange = edits.findIndex((edit, at) => at >= index && edit.kind !== ' ');
    if (firstChange < 0) break;
    const start = Math.max(index, firstChange - CONTEXT_LINES);
    const end = hunkEnd(edits, firstChange);
    lineA += start - index;
    lineB += start - index;
    const body = edits.slice(start, end);
    const countA = body.filter((edit) => edit.kind !== '+').length;
    const countB = body.filter((edit) => edit.kind !== '-').length;
    const range = (line: number, count: number) => `${count === 0 ? line - 1 : line},${count}`;
    result.push(`@@ -${range(lineA, countA)} +${range(lineB, countB)} @@\n`);
    result.push(body.map((edit) => `${edit.line.startsWith('\\ ') ? '' : edit.kind}${edit.line}\n`).join(''));
    lineA += countA;
    lineB += countB;
    index = end;
  }
  return result;
}

/** A hunk ends where more than twice the context follows without a change. */
function hunkEnd(edits: Edit[], firstChange: number): number {
  let lastChange = firstChange;
  for (let at = firstChange; at < edits.length && at - lastChange <= 2 * CONTEXT_LINES + 1; at++) {
    if ((edits[at] as Edit).kind !== ' ') lastChange = at;
  }
  return Math.min(edits.length, lastChange + 1 + CONTEXT_LINES);
}
