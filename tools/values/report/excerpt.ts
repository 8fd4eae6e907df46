/** A line of a file with a mark under one place, as wide as a terminal allows. */
import stringWidth from 'string-width';
import { escapeControls } from './escape-controls';

export interface Excerpt {
  /** The line, or the part of it around the place. */
  readonly text: string;
  /** Blanks, then `^^^` under the place. */
  readonly marks: string;
}

/**
 * @param line may be anything, and of any length
 * @param column of the place, from 1, in UTF-16 units as editors count them
 * @param width that the text may take, in columns of the terminal
 */
export function excerptOf(line: string, column: number, width: number): Excerpt {
  const start = Math.min(column - 1, line.length);
  const end = endOfWord(line, start);
  const cells = cellsAround(line, start, width);
  const marked = cells.findIndex(({ to }) => to > start);
  const at = marked < 0 ? cells.length : marked;
  const { from, to } = view(cells, at, width);
  const shown = cells.slice(from, to);
  const before = from > 0 || (cells[0]?.from ?? 0) > 0 ? ELLIPSIS : '';
  const after = to < cells.length || (cells.at(-1)?.to ?? 0) < line.length ? ELLIPSIS : '';
  const indent = sum(cells.slice(from, at)) + before.length;
  const length = sum(cells.slice(at, to).filter((cell) => cell.from < end));
  return {
    text: `${before}${shown.map(({ text }) => text).join('')}${after}`,
    marks: `${' '.repeat(indent)}${'^'.repeat(Math.max(1, length))}`,
  };
}

// --- internal ---

const ELLIPSIS = '…';
const TAB_WIDTH = 4;

/** What is shown for one sign of the line, a sign being what a reader takes for one. */
interface Cell {
  readonly text: string;
  readonly width: number;
  /** Its place in the line. */
  readonly from: number;
  readonly to: number;
}

const sum = (cells: readonly Cell[]) => cells.reduce((total, { width }) => total + width, 0);

/** No more of the line than could be shown: it may be a megabyte. */
function cellsAround(line: string, start: number, width: number): Cell[] {
  const first = wholeSign(line, Math.max(0, start - width));
  const part = line.slice(first, wholeSign(line, start + 2 * width));
  let column = 0;
  return [...new Intl.Segmenter().segment(part)].map(({ segment, index }) => {
    const text = segment === '\t' ? ' '.repeat(TAB_WIDTH - (column % TAB_WIDTH)) : escapeControls(segment);
    const cell = { text, width: stringWidth(text), from: first + index, to: first + index + segment.length };
    column += cell.width;
    return cell;
  });
}

/** A position that doesn't cut a sign of two units. */
function wholeSign(line: string, position: number): number {
  const unit = line.charCodeAt(position);
  return unit >= 0xdc00 && unit <= 0xdfff ? position - 1 : position;
}

/** The cells that fit, with room for an ellipsis on both sides: a third of the width before the place, the rest from it on. */
function view(cells: readonly Cell[], at: number, width: number): { from: number; to: number } {
  if (sum(cells) <= width - 2 * ELLIPSIS.length) return { from: 0, to: cells.length };
  let room = width - 2 * ELLIPSIS.length;
  let from = at;
  let to = at;
  const take = (cell: Cell | undefined, leave: number) => {
    if (!cell || room - cell.width < leave) return false;
    room -= cell.width;
    return true;
  };
  while (take(cells[from - 1], (2 * width) / 3)) from--;
  while (take(cells[to], 0)) to++;
  while (take(cells[from - 1], 0)) from--;
  return { from, to };
}

/** Where the key, the quoted text or the plain value that starts here ends. */
function endOfWord(line: string, start: number): number {
  const rest = line.slice(start, start + MAX_WORD);
  const [word = ''] =
    /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[{}[\],]|[^\s,[\]{}]+?(?=:(?:\s|$))|[^,[\]{}]+?(?=\s+#|[,[\]{}]|\s*$))/.exec(
      rest,
    ) ?? [];
  return start + Math.max(1, word.length);
}

const MAX_WORD = 200;
