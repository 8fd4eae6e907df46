/** What a check found, where, and what to do about it. */
import { formatPath } from './json';
import type { Place } from './yaml/source';

export interface Finding {
  readonly place: Place;
  /** The values path, empty when the finding is about the file as such. */
  readonly path: readonly (string | number)[];
  readonly severity: 'error' | 'warning';
  /** Which check or rule speaks: stable, for machines. */
  readonly rule: string;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly fix?: string | undefined;
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

/** `file:line:column: path: what is wrong (what to do)`; warnings say so after the place. */
export function formatText(finding: Finding, color = false): string {
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const severity = finding.severity === 'warning' ? `${paint(33, 'warning')}: ` : '';
  // An option names its path itself.
  const named = finding.path.length === 0 || finding.place.file.endsWith(` ${formatPath(finding.path)}`);
  const path = named ? '' : `${paint(1, formatPath(finding.path))}: `;
  const message = finding.severity === 'error' ? paint(31, finding.message) : finding.message;
  return `${formatPlace(finding.place)}: ${severity}${path}${message}${finding.fix ? ` (${finding.fix})` : ''}`;
}

/** A workflow command that GitHub shows beside the line: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export function formatGithub(finding: Finding): string {
  const { file, line, column } = finding.place;
  const text = `${finding.path.length > 0 ? `${formatPath(finding.path)}: ` : ''}${finding.message}${finding.fix ? ` (${finding.fix})` : ''}`;
  const encode = (value: string) => value.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = (value: string) => encode(value).replace(/:/g, '%3A').replace(/,/g, '%2C');
  const title = `title=${property(finding.rule)}`;
  // Without lines it isn't in a file, so the annotation belongs to the whole run.
  if (line === 0) return `::${finding.severity} ${title}::${encode(`${file}: ${text}`)}`;
  return `::${finding.severity} file=${property(file)},line=${line},col=${column},${title}::${encode(text)}`;
}

/** The findings as one JSON document. */
export function formatJson(findings: readonly Finding[]): string {
  const rows = findings.map(({ place, path, severity, rule, message, fix }) => ({
    ...place,
    path: formatPath(path),
    severity,
    rule,
    message,
    ...(fix ? { fix } : {}),
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
