/** Everything that `validate` checks, as one function from files to findings. */
import type { ValidateFunction } from 'ajv';
import type { ForeignChart } from '../charts/chart';
import { type Finding, sortFindings } from '../findings';
import { formatPath } from '../json';
import type { ChartKnowledge } from '../plugin';
import type { JsonSchema } from '../schema/types';
import type { KeyNode } from '../subcharts/key-tree';
import { assign } from '../yaml/assign';
import { mergeAsHelm, mergeFiles } from '../yaml/merge';
import { readValues } from '../yaml/read';
import type { Assignment } from '../yaml/set-option';
import { checkAgainstChart } from './against-chart';
import { gatherMisplaced, gatherNeighbours } from './gather-misplaced';
import { checkIneffectiveValues } from './ineffective-values';
import { judge } from './judge';
import { checkKubernetesFields } from './kubernetes-fields';
import { checkRemovedKeys } from './removed-keys';
import { checkSchema } from './schema';
import { checkSubchartKeys } from './subchart-keys';
import { checkSubchartSchemas } from './subchart-schema';
import { KnownKeys } from './unknown-key';
import { unsaid } from './unsaid';

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
  knowledge: ChartKnowledge;
  /** What the chart knows of all its values from its own files, for one without a plug-in. */
  known?: ForeignChart | undefined;
}

/**
 * Findings of the files as Helm would merge them, with what `--set` and its like put on top, sorted by place.
 * @throws UsageError when an assignment can't be made
 */
export function validateFiles(
  files: readonly ValuesFile[],
  context: ChartContext,
  assignments: readonly Assignment[] = [],
): Finding[] {
  const { schema, defaults, subcharts, validator, knowledge } = context;
  const names = [...files, ...assignments].map(({ name }) => name);
  const base = readValues(defaults.bytes, defaults.name, Infinity);
  const read = files.map((file) => readValues(file.bytes, file.name));
  const fileRoots = read.flatMap(({ root }) => (root ? [root] : []));
  const roots = assignments.length > 0 ? [assignments.reduce(assign, mergeFiles(fileRoots))] : fileRoots;
  // What a foreign chart's own file has wrong is nothing that its users could mend, unless it can't be read at all.
  const ownFindings = context.known && base.root ? [] : base.findings;
  const findings = [...ownFindings, ...read.flatMap((result) => result.findings)];
  if (base.root && roots.length > 0 && context.known) {
    const found = checkAgainstChart(mergeFiles(roots), { knowledge, known: context.known }, names);
    findings.push(...found);
  } else if (base.root && roots.length > 0) {
    const known = new KnownKeys(schema, subcharts, knowledge);
    const merged = mergeAsHelm(base.root, roots, subcharts);
    const removed = roots.flatMap((root) => checkRemovedKeys(root, schema, knowledge.dispensable));
    const said = new Set(removed.map(({ path }) => formatPath(path)));
    findings.push(...removed);
    // Where Helm hands a null on to a subchart, the schema refuses it once more.
    const bySchema = checkSchema(merged, validator, known).filter(({ path }) => !said.has(formatPath(path)));
    findings.push(...gatherNeighbours(gatherMisplaced(bySchema, subcharts)));
    // One mistake is said once, by who knows most about the value.
    for (const check of [
      () => gatherNeighbours(checkSubchartKeys(merged, subcharts, schema, known, knowledge.anyKind)),
      () => checkSubchartSchemas(merged, subcharts),
      () => checkKubernetesFields(merged, subcharts, known, knowledge.kubernetes),
    ]) {
      findings.push(...unsaid(check(), findings));
    }
    // A file that couldn't be read leaves gaps, and half a combination proves nothing.
    if (fileRoots.length === files.length) {
      const { before, found, mended } = judge(findings, {
        ...{ merged, base: base.root, names, subcharts },
        rules: knowledge.rules,
      });
      findings.splice(0, Infinity, ...before, ...found);
      const ineffective = checkIneffectiveValues(
        ...([mended.values, schema, names, knowledge, subcharts, mended.concerned] as const),
      );
      findings.push(...unsaid(ineffective, findings).filter(({ path }) => !mended.concerned(path.map(String))));
    }
  }
  return sortFindings(findings, names);
}
