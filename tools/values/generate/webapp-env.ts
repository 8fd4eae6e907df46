/** The web app is a package of its own: it gets a copy of the schema that its configuration is checked against. */
import { readFileSync } from 'node:fs';
import { inRoot, PATHS } from '../project';
import type { GeneratedFile, GeneratorInput } from './registry';

export function generateWebappEnv({ root }: GeneratorInput): GeneratedFile[] {
  return [{ path: PATHS.webappEnvCopy, content: readFileSync(inRoot(root, PATHS.webappEnvSchema), 'utf8') }];
}
