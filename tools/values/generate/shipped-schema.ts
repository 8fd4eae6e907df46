/** chart/values.schema.json: what Helm checks at install, and what editors know. */
import { PATHS } from '../project';
import { shipSchema } from '../schema/ship';
import type { GeneratedFile, GeneratorInput } from './registry';

export function generateShippedSchema({ schema }: GeneratorInput): GeneratedFile[] {
  return [{ path: PATHS.shippedSchema, content: `${JSON.stringify(shipSchema(schema), null, 2)}\n` }];
}
