/** A workflow command that GitHub shows beside the line: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
import type { Finding } from '../findings';
import { formatPath } from '../json';
import { escapeControls } from './escape-controls';

export function formatGithub(finding: Finding): string {
  const { file, line, column } = finding.place;
  const text = `${finding.path.length > 0 ? `${formatPath(finding.path)}: ` : ''}${finding.message}${finding.fix ? ` (${finding.fix})` : ''}`;
  // The log of a run is read in a terminal, too.
  const encode = (value: string) =>
    value.split('\n').map(escapeControls).join('\n').replace(/%/g, '%25').replace(/\n/g, '%0A');
  const property = (value: string) => encode(value).replace(/:/g, '%3A').replace(/,/g, '%2C');
  const title = `title=${property(finding.rule)}`;
  // Without lines it isn't in a file, so the annotation belongs to the whole run.
  if (line === 0) return `::${finding.severity} ${title}::${encode(`${file}: ${text}`)}`;
  return `::${finding.severity} file=${property(file)},line=${line},col=${column},${title}::${encode(text)}`;
}
