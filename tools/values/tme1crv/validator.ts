/** The validator of the values schema. */
import { createHash } from 'node:crypto';
import type { ValidateFunction } from 'ajv';
import type { JsonSchema } from '../schema/types';

/**
 * A validator that reports every error of the values: the generated one, or, while the schema has changed since that was generated,
 * one that is made now, which takes longer than all else that `validate` does.
 */
export async function validatorOf(schema: JsonSchema): Promise<ValidateFunction> {
  const generated = require('./generated/validator.js') as ValidateFunction & { schemaChecksum: string };
  if (generated.schemaChecksum === checksum(schema)) return generated;
  const { compileSchema } = await import('../schema/ajv');
  return compileSchema(schema);
}

/** What the generated validator knows its schema by. */
export function checksum(schema: JsonSchema): string {
  return createHash('sha256').update(JSON.stringify(schema)).digest('hex');
}
