/** Everything that gen-values writes. One line adds a generator. */

import { bundleSchema } from '../../schema/bundle';
import type { JsonSchema } from '../../schema/types';
import { inRoot, PATHS } from '../project';
import { generateChartMessages } from './chart-messages';
import { generateDashboardFiles } from './dashboards';
import { generateDeployUsage } from './deploy-usage';
import { generateDocuments } from './documents';
import { generateProfiles } from './profiles';
import { generateReadme } from './readme';
import { generateRedisDirectives } from './redis-directives';
import { checkGenerated, checkSources } from './self-check';
import { generateShippedSchema } from './shipped-schema';
import { generateTypes } from './types';
import { generateValidator } from './validator';
import { generateValuesYaml } from './values-yaml';
import { generateWebappEnv } from './webapp-env';

/** A file that gen-values owns; `path` is relative to the project's root. */
export interface GeneratedFile {
  path: string;
  content: string;
}

export interface GeneratorInput {
  root: string;
  /** The values schema, bundled. */
  schema: JsonSchema;
}

type Generator = (input: GeneratorInput) => GeneratedFile[] | Promise<GeneratedFile[]>;

const GENERATORS: Generator[] = [
  generateValuesYaml,
  generateShippedSchema,
  generateTypes,
  generateValidator,
  generateProfiles,
  generateReadme,
  generateWebappEnv,
  generateRedisDirectives,
  generateChartMessages,
  generateDashboardFiles,
  generateDocuments,
  generateDeployUsage,
];

/** Folders in which every file of that extension is generated: one that no generator writes any more is removed. */
export const OWNED_FOLDERS: readonly { folder: string; extension: string }[] = [
  { folder: PATHS.profiles, extension: '.yaml' },
  { folder: PATHS.dashboards, extension: '.json' },
];

/** All files, sorted by path; throws SourceError for faulty sources. The same sources give the same bytes. */
export async function generateAll(root: string): Promise<GeneratedFile[]> {
  const schema = bundleSchema(inRoot(root, PATHS.valuesSchema));
  checkSources(schema);
  const files = (await Promise.all(GENERATORS.map((generate) => generate({ root, schema })))).flat();
  checkGenerated(files, schema);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
