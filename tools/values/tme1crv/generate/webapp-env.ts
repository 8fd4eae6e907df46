/**
 * The web app is a package of its own: it gets a copy of the schema that its configuration is checked against, and the type of
 * what comes of it.
 */
import { readFileSync } from 'node:fs';
import type { JsonSchema } from '../../schema/types';
import { GENERATED_NOTE, inRoot, PATHS } from '../project';
import type { GeneratedFile, GeneratorInput } from './registry';

export function generateWebappEnv({ root }: GeneratorInput): GeneratedFile[] {
  const content = readFileSync(inRoot(root, PATHS.webappEnvSchema), 'utf8');
  return [
    { path: PATHS.webappEnvCopy, content },
    { path: PATHS.webappEnvType, content: typeOf(JSON.parse(content)) },
  ];
}

// --- internal ---

function typeOf(schema: JsonSchema): string {
  const members = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const optional = property.default === undefined ? '?' : '';
    const allowed = property.enum?.map((value) => `'${value}'`).join(' | ');
    const type = allowed ?? (property.type === 'integer' ? 'number' : 'string');
    return `  /** ${property.description} */\n  readonly ${name}${optional}: ${type};`;
  });
  return `// ${GENERATED_NOTE}

/** The web app's environment after its schema: with defaults filled in, and whole numbers as numbers. */
export interface Environment {
${members.join('\n')}
}
`;
}
