/** What a check found, where, and what to do about it. */
import { formatPath } from './json';
import { escapeControls } from './report/escape-controls';
import type { RuleName } from './rule-book';
import type { Place } from './yaml/source';

export interface Finding {
  readonly place: Place;
  /** The values path, empty when the finding is about the file as such. */
  readonly path: readonly (string | number)[];
  readonly severity: 'error' | 'warning';
  /** Which rule speaks. */
  readonly rule: RuleName;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly fix?: string | undefined;
  /** Where the value at `path` was meant to be, as far as can be told: its key is wrong, or in the wrong place. Not shown. */
  readonly meant?: readonly (readonly (string | number)[])[] | undefined;
  /** What this one speaks for as well. Not shown. */
  readonly beside?: readonly Finding[];
}

/** In reading order, files in the order given, each finding once. */
export function sortFindings(findings: readonly Finding[], files: readonly string[]): Finding[] {
  const seen = new Set<string>();
  const rank = (file: string) => (files.indexOf(file) + files.length + 1) % (files.length + 1);
  return [...findings]
    .sort(
      (a, b) =>
        rank(a.place.file) - rank(b.place.file) ||
        compare(a.place.file, b.place.file) ||
        a.place.line - b.place.line ||
        a.place.column - b.place.column ||
        compare(a.severity, b.severity) ||
        compare(a.message, b.message),
    )
    .filter((finding) => {
      const text = formatText(finding);
      return !seen.has(text) && seen.add(text);
    });
}

/** A place as people and editors read it: `file:line:column`, or an option of the command line by its name. */
export function formatPlace({ file, line, column }: Place): string {
  return line > 0 ? `${file}:${line}:${column}` : file;
}

/** `file:line:column: path: what is wrong (what to do)`; warnings say so after the place. Fit for a terminal, whatever is in it. */
export function formatText(finding: Finding, color = false): string {
  const paint = (code: number, text: string) =>
    color ? `\u001b[${code}m${escapeControls(text)}\u001b[0m` : escapeControls(text);
  const severity = finding.severity === 'warning' ? `${paint(33, 'warning')}: ` : '';
  // An option names its path itself.
  const named = finding.path.length === 0 || finding.place.file.endsWith(` ${formatPath(finding.path)}`);
  const path = named ? '' : `${paint(1, formatPath(finding.path))}: `;
  const message = finding.severity === 'error' ? paint(31, finding.message) : escapeControls(finding.message);
  const fix = finding.fix ? ` (${escapeControls(finding.fix)})` : '';
  return `${escapeControls(formatPlace(finding.place))}: ${severity}${path}${message}${fix}`;
}

// --- internal ---

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
