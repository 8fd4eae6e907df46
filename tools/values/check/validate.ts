/** Everything that `validate` checks, as one function from files to findings. */
import type { ValidateFunction } from 'ajv';
import { type Finding, sortFindings } from '../findings';
import { formatPath } from '../json';
import type { RuleName } from '../rule-book';
import { RULES } from '../rules';
import type { Rule } from '../rules/rule';
import type { JsonSchema } from '../schema/types';
import type { KeyNode } from '../subcharts/key-tree';
import { assign } from '../yaml/assign';
import { mergeAsHelm, mergeFiles } from '../yaml/merge';
import { readValues } from '../yaml/read';
import type { Assignment } from '../yaml/set-option';
import { childOf, type ListNode, type MapNode, nodeAt, type SourceNode } from '../yaml/source';
import { gatherMisplaced } from './gather-misplaced';
import { checkIneffectiveValues } from './ineffective-values';
import { checkKubernetesFields } from './kubernetes-fields';
import { checkRemovedKeys } from './removed-keys';
import { checkRules } from './rules';
import { checkSchema } from './schema';
import { checkSubchartKeys } from './subchart-keys';
import { checkSubchartSchemas } from './subchart-schema';
import { KnownKeys } from './unknown-key';

export interface ValuesFile {
  /** As findings show it. */
  name: string;
  bytes: Buffer | string;
}

export interface ChartContext {
  /** The values schema, bundled. */
  schema: JsonSchema;
  /** chart/values.yaml. */
  defaults: ValuesFile;
  /** What the subcharts know, by key; empty when their packages aren't there. */
  subcharts: ReadonlyMap<string, KeyNode>;
  /** The schema's validator. */
  validator: ValidateFunction;
}

/**
 * Findings of the files as Helm would merge them, with what `--set` and its like put on top, sorted by place.
 * @throws UsageError when an assignment can't be made
 */
export function validateFiles(
  files: readonly ValuesFile[],
  { schema, defaults, subcharts, validator }: ChartContext,
  assignments: readonly Assignment[] = [],
): Finding[] {
  const names = [...files, ...assignments].map(({ name }) => name);
  const base = readValues(defaults.bytes, defaults.name, true);
  const read = files.map((file) => readValues(file.bytes, file.name));
  const fileRoots = read.flatMap(({ root }) => (root ? [root] : []));
  const roots = assignments.length > 0 ? [assignments.reduce(assign, mergeFiles(fileRoots))] : fileRoots;
  const findings = [...base.findings, ...read.flatMap((result) => result.findings)];
  if (base.root && roots.length > 0) {
    const known = new KnownKeys(schema, subcharts);
    const merged = mergeAsHelm(base.root, roots, subcharts);
    const removed = roots.flatMap((root) => checkRemovedKeys(root, schema));
    const said = new Set(removed.map(({ path }) => formatPath(path)));
    findings.push(...removed);
    // Where Helm hands a null on to a subchart, the schema refuses it once more.
    const bySchema = checkSchema(merged, validator, known).filter(({ path }) => !said.has(formatPath(path)));
    findings.push(...gatherMisplaced(bySchema, subcharts));
    // One mistake is said once, by who knows most about the value.
    for (const check of [
      () => checkSubchartKeys(merged, subcharts, schema, known),
      () => checkSubchartSchemas(merged, subcharts),
      () => checkKubernetesFields(merged, subcharts),
    ]) {
      findings.push(...unsaid(check(), findings));
    }
    // A file that couldn't be read leaves gaps, and half a combination proves nothing.
    if (fileRoots.length === files.length) {
      for (const rules of [SINGLE_RULES, OTHER_RULES]) {
        findings.push(...rulesWithout(findings, merged, base.root, names, subcharts, rules));
      }
      findings.push(...unsaid(checkIneffectiveValues(merged, schema, names, subcharts), findings));
    }
  }
  return sortFindings(findings, names);
}

// --- internal ---

const ALL_RULES: readonly Rule<RuleName>[] = RULES;
const SINGLE_RULES = ALL_RULES.filter(({ single }) => single);
const OTHER_RULES = ALL_RULES.filter(({ single }) => !single);

/** Those about values that have no error yet, nor are below one that has. */
function unsaid(found: readonly Finding[], said: readonly Finding[]): Finding[] {
  const refused = new Set(said.filter(({ severity }) => severity === 'error').map(({ path }) => formatPath(path)));
  return found.filter(({ path }) => !path.some((_, at) => refused.has(formatPath(path.slice(0, at + 1)))));
}

/**
 * The rules on what is left without the refused values: in place of each stands the chart's own, and a list lacks its entry. What a rule then
 * says about one of them only follows from the first mistake.
 */
function rulesWithout(
  findings: readonly Finding[],
  merged: MapNode,
  base: MapNode,
  names: readonly string[],
  trees: ReadonlyMap<string, KeyNode>,
  rules: readonly Rule<RuleName>[],
): Finding[] {
  const refused = findings
    .filter(({ severity, path }) => severity === 'error' && path.length > 0)
    .map(({ path }) => path.map(String))
    // Entries of a list from its end: those before keep their number.
    .sort((a, b) => Number(b.at(-1)) - Number(a.at(-1)) || 0);
  const sound = refused.reduce((node, path) => restore(node, path, base), merged);
  const touched = refused.map((path) => listAbove(path, merged) ?? path);
  const concerns = (path: readonly string[]) => touched.some((start) => start.every((key, at) => path[at] === key));
  return checkRules(sound, names, concerns, trees, rules);
}

/** The values with what the chart itself has at a path, or with nothing there. */
function restore(node: MapNode, path: readonly string[], base: SourceNode | undefined): MapNode {
  const [key = '', ...rest] = path;
  const child = node.entries.get(key);
  const own = childOf(base, key);
  if (!child && (rest.length > 0 || !own)) return node;
  const entries = new Map(node.entries);
  if (rest.length > 0 && child?.kind === 'map') entries.set(key, restore(child, rest, own));
  else if (rest.length > 0 && child?.kind === 'list') entries.set(key, without(child, rest));
  else if (own) entries.set(key, own);
  else entries.delete(key);
  return { ...node, entries };
}

/** The outermost list that a path leads into. */
function listAbove(path: readonly string[], merged: MapNode): readonly string[] | undefined {
  const depth = path.findIndex((_, at) => nodeAt(merged, path.slice(0, at + 1))?.kind === 'list');
  return depth >= 0 && depth < path.length - 1 ? path.slice(0, depth + 1) : undefined;
}

/** A list without the entry that a path leads into. */
function without(list: ListNode, [index = '']: readonly string[]): ListNode {
  return { ...list, items: list.items.filter((_, at) => at !== Number(index)) };
}
