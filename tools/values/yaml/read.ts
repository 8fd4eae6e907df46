/** From the bytes of a values file to its tree, with a finding for everything that YAML itself can get wrong. */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml';
import type { Finding } from '../findings';
import type { RuleName } from '../rule-book';
import { convert } from './convert';
import { hostileReason, MAX_BYTES, MAX_TOKENS } from './limits';
import { HELM_TAGS } from './scalars';
import type { MapNode, Place } from './source';

export interface ReadResult {
  /** Absent when the file can't be used at all. */
  readonly root?: MapNode;
  readonly findings: Finding[];
}

/**
 * Reads one values file; `file` is the name that findings show.
 * @param maxTokens what holds more is refused; Infinity where there is no need to look whether it is hostile
 */
export function readValues(bytes: Buffer | string, file: string, maxTokens = MAX_TOKENS): ReadResult {
  const findings: Finding[] = [];
  const start: Place = { file, line: 1, column: 1 };
  const report = (
    place: Place,
    rule: RuleName,
    message: string,
    fix?: string,
    severity: Finding['severity'] = 'error',
  ) => void findings.push({ place, path: [], severity, rule, message, fix });

  const text = decode(bytes);
  if (typeof text !== 'string') {
    report(start, 'yaml', text.problem, text.fix);
    return { findings };
  }
  const hostile = maxTokens === Infinity ? undefined : hostileReason(text, maxTokens);
  if (hostile) {
    report({ file, line: hostile.line, column: hostile.column }, 'yaml', hostile.message, hostile.fix);
    return { findings };
  }

  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const documents = parseAllDocuments(text, {
    version: '1.1', // as Helm reads it: `yes` and `on` are booleans
    customTags: HELM_TAGS,
    merge: true,
    uniqueKeys: false, // checked while converting: the library's own check takes quadratic time
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'silent',
  });
  const [document, second] = Array.isArray(documents) ? (documents as Document.Parsed[]) : [];
  if (second) {
    const at = placeOf(second.range[0]);
    report(
      at,
      'yaml',
      'a second document starts here: Helm would ignore it',
      'keep one document per file, without a line `---`',
    );
  }
  const errors = document?.errors ?? [];
  for (const error of errors.slice(0, MAX_SYNTAX_ERRORS)) {
    const problem =
      error.code === 'RESOURCE_EXHAUSTION' ? 'nests too deeply' : `is not valid YAML: ${sentence(error.message)}`;
    report(placeOf(error.pos[0]), 'yaml', problem, syntaxFix(text, error.pos[0], error.code));
  }
  if (errors.length > 0) return { findings };

  const contents = document?.contents;
  if (!isNode(contents) || (isScalar(contents) && contents.value === null)) {
    report(start, 'empty-file', 'is empty: it sets nothing', undefined, 'warning');
    return { findings, root: { kind: 'map', entries: new Map(), place: start, valuePlace: start } };
  }
  if (!isMap(contents)) {
    const place = placeOf(contents.range?.[0] ?? 0);
    report(place, 'yaml', `holds ${kindOf(contents)}; a values file is a map of keys`, 'write `key: value` lines');
    return { findings };
  }
  const root = convert(contents, placeOf, (finding) => void findings.push(finding));
  return root?.kind === 'map' ? { root, findings } : { findings };
}

// --- internal ---

/** After the first few, syntax errors only follow from each other. */
const MAX_SYNTAX_ERRORS = 5;

function decode(bytes: Buffer | string): string | { problem: string; fix: string } {
  if (bytes.length > MAX_BYTES) {
    return {
      problem: `is larger than ${MAX_BYTES / 2 ** 20} MiB`,
      fix: 'a values file holds settings only; is it the right file?',
    };
  }
  if (typeof bytes === 'string') return bytes;
  const binary = { problem: 'is not text in UTF-8', fix: 'is it the right file? Save it as UTF-8' };
  if (bytes.includes(0)) return binary;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return binary;
  }
}

function syntaxFix(text: string, offset: number, code: string): string | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', lineStart);
  const line = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  if (/^ *\t/.test(line)) return 'indent with spaces, not tabs';
  if (line.includes('{{')) return 'values files are not templates: write the value itself, or quote it';
  if (code === 'BAD_INDENT') return 'line it up with its neighbours';
  return code === 'BLOCK_AS_IMPLICIT_KEY' ? 'quote a text that holds `: `' : undefined;
}

/** The library's message in the form of ours. */
function sentence(message: string): string {
  if (/^Missing closing ["']quote/.test(message)) return "a quote isn't closed";
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
}

function kindOf(node: Node): string {
  if (isSeq(node)) return 'a list';
  return isAlias(node) ? 'an alias' : 'a single value';
}
