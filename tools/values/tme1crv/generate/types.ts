/** The values as a TypeScript type, for the profiles and whoever else computes values. */

import type { JsonSchema } from '../../schema/types';
import { GENERATED_NOTE, PATHS } from '../project';
import type { GeneratedFile, GeneratorInput } from './registry';

export async function generateTypes({ schema }: GeneratorInput): Promise<GeneratedFile[]> {
  const { compile } = await import('json-schema-to-typescript'); // heavy; only generation needs it
  const { $schema: _, title: __, ...rest } = schema;
  const source = await compile(withoutTitles(rest) as object, 'Values', {
    bannerComment: '',
    format: false, // the folder is excluded from formatting, and loading a formatter takes longer than all the rest
  });
  return [{ path: PATHS.types, content: `// ${GENERATED_NOTE}\n\n${source.trimEnd()}\n` }];
}

/** Definitions are named by their key; a title would name them a second time. */
function withoutTitles(schema: JsonSchema): JsonSchema {
  const definitions = Object.entries(schema.definitions ?? {}).map(([name, { title: _, ...definition }]) => [
    name,
    definition,
  ]);
  return { ...schema, definitions: Object.fromEntries(definitions) };
}
