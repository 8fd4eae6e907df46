/** chart/values.yaml: every default of the schema, each with what it means. */
import { isObject, type Json } from '../../json';
import { defaultOf, describeBounds, namedProperties, resolveRef } from '../../schema/tree';
import type { JsonSchema } from '../../schema/types';
import { GENERATED_NOTE, PATHS } from '../project';
import { type CommentedEntry, commentedYaml } from './commented-yaml';
import type { GeneratedFile, GeneratorInput } from './registry';

export function generateValuesYaml({ schema }: GeneratorInput): GeneratedFile[] {
  const header = [
    'yaml-language-server: $schema=values.schema.json',
    GENERATED_NOTE,
    'Every own value of the chart with its default. The subcharts have many more: `npx ts-node tools/gen-values.ts explain PATH`.',
  ];
  const body = commentedYaml(entriesOf(resolveRef(schema, schema), schema));
  return [{ path: PATHS.values, content: `${header.map((line) => `# ${line}\n`).join('')}\n${body}` }];
}

// --- internal ---

/** Description, then unit and allowed values where there are any, then an example where the default shows nothing. */
function commentOf(schema: JsonSchema): string {
  const facts = [];
  if (schema['x-unit']) facts.push(`Unit: ${schema['x-unit']}.`);
  const bounds = describeBounds(schema);
  if (bounds) facts.push(`Allowed: ${bounds}.`);
  const example = schema.examples?.[0];
  if (example !== undefined && isEmpty(schema.default)) facts.push(`Example: ${JSON.stringify(example)}`);
  return [schema.description ?? '', facts.join(' ')].filter(Boolean).join('\n');
}

function entriesOf(node: JsonSchema, root: JsonSchema): CommentedEntry[] {
  return namedProperties(node, root).flatMap(([key, schema]) => {
    const value = defaultOf(schema, root);
    if (value === undefined) return [];
    const entry = { key, comment: commentOf(schema) };
    const children = entriesOf(schema, root);
    return [children.length > 0 && isObject(value) ? { ...entry, children } : { ...entry, value }];
  });
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === '' || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
