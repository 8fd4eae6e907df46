/** chart/values.schema.json: what Helm checks at install, and what editors know. */
import { PATHS } from '../project';
import type { GeneratedFile, GeneratorInput } from './registry';
import { shipSchema } from './ship';

export function generateShippedSchema({ schema }: GeneratorInput): GeneratedFile[] {
  return [{ path: PATHS.shippedSchema, content: `${JSON.stringify(shipSchema(schema), null, 2)}\n` }];
}
