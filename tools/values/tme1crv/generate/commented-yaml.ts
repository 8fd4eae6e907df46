/** YAML with a wrapped comment above each key. */
import { stringify } from 'yaml';
import type { Json } from '../../json';
import { wrap } from '../../text/wrap';

export interface CommentedEntry {
  key: string;
  comment?: string;
  /** Either a value … */
  value?: Json;
  /** … or a map of further entries. */
  children?: CommentedEntry[];
}

const LINE_WIDTH = 120;

/** The entries as a YAML map; an empty line separates those of the top level. */
export function commentedYaml(entries: readonly CommentedEntry[]): string {
  return entries
    .map((entry) => lines(entry, 0).join('\n'))
    .join('\n\n')
    .concat('\n');
}

// --- internal ---

function lines(entry: CommentedEntry, indent: number): string[] {
  const margin = ' '.repeat(indent);
  const comment = entry.comment
    ? wrap(entry.comment, LINE_WIDTH - indent - 2).map((line) => `${margin}# ${line}`.trimEnd())
    : [];
  if (entry.children) {
    const key = yaml({ [entry.key]: null }).replace(/: null$/, ':');
    return [...comment, `${margin}${key}`, ...entry.children.flatMap((child) => lines(child, indent + 2))];
  }
  const text = yaml({ [entry.key]: entry.value ?? null });
  return [...comment, ...text.split('\n').map((line) => (line === '' ? line : `${margin}${line}`))];
}

/** YAML 1.1 so that `"on"` and `"0777"`, which Helm would read as something else, stay in quotes. */
function yaml(value: unknown): string {
  return stringify(value, { version: '1.1', lineWidth: 0, singleQuote: false }).replace(/\n$/, '');
}
