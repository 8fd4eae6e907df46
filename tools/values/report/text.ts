/** Findings for people: at a terminal with the line they are about, elsewhere as one line each. */
import type { ValuesFile } from '../check/validate';
import { type Finding, formatText } from '../findings';
import { wrap } from '../text/wrap';
import { escapeControls } from './escape-controls';
import { excerptOf } from './excerpt';

export interface TextOptions {
  color: boolean;
  /** The terminal's width; undefined where the text goes to a file or a pipe. */
  columns: number | undefined;
  /** Those that findings may point into. */
  files: readonly ValuesFile[];
}

/**
 * At a terminal: place and message, the line with a mark under the place, what to do, the rule's name. Elsewhere one line
 * `file:line:column: path: message (fix) [rule]`, whose start tools read.
 */
export function formatFindings(findings: readonly Finding[], options: TextOptions): string {
  const { color, columns } = options;
  if (columns === undefined) return findings.map((one) => `${formatText(one, color)} [${one.rule}]\n`).join('');
  const lines = new Lines(options.files);
  const width = Math.min(Math.max(columns, MIN_WIDTH), MAX_WIDTH);
  return findings.map((finding) => `${block(finding, lines, width, color).join('\n')}\n\n`).join('');
}

// --- internal ---

const MIN_WIDTH = 40;
/** Longer lines are hard to read. */
const MAX_WIDTH = 160;

function block(finding: Finding, lines: Lines, width: number, color: boolean): string[] {
  const dim = (text: string) => (color ? `\u001b[2m${text}\u001b[0m` : text);
  const { fix, ...rest } = finding;
  const number = String(finding.place.line);
  const gutter = ' '.repeat(number.length);
  const line = lines.of(finding);
  const excerpt = line === undefined ? undefined : excerptOf(line, finding.place.column, width - number.length - 5);
  const said = fix ? wrap(`fix: ${escapeControls(fix)}`, width - number.length - 5) : [];
  return [
    formatText(rest, color),
    ...(excerpt
      ? [`  ${dim(`${number} |`)} ${excerpt.text}`, `  ${dim(`${gutter} |`)} ${mark(excerpt.marks, finding, color)}`]
      : []),
    ...said.map((text) => `  ${gutter}   ${text}`),
    `  ${gutter}   ${dim(`rule: ${finding.rule}`)}`,
  ];
}

const mark = (text: string, { severity }: Finding, color: boolean) =>
  color ? `\u001b[${severity === 'error' ? 31 : 33}m${text}\u001b[0m` : text;

/** The lines of the files, split when the first is asked for. */
class Lines {
  private readonly split = new Map<string, string[]>();

  constructor(private readonly files: readonly ValuesFile[]) {}

  /** The line that a finding is about; undefined where there is none to show, as with options of the command line. */
  of({ place }: Finding): string | undefined {
    const file = this.files.find(({ name }) => name === place.file);
    if (!file || place.line < 1) return undefined;
    const known = this.split.get(file.name);
    const lines = known ?? linesOf(file);
    if (!known) this.split.set(file.name, lines);
    return lines[place.line - 1];
  }
}

function linesOf({ bytes }: ValuesFile): string[] {
  const text = typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes);
  return text.split(/\r?\n/);
}
