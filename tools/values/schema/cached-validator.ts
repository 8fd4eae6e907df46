/**
 * The validator of a schema as code in the user's cache: to generate it takes longer than everything else that `validate` does.
 * The file's name is a checksum of all that it comes from.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import type { ValidateFunction } from 'ajv';
import { readCached, writeCached } from '../cache';
import { FORMATS } from '../units/formats';
import { AJV_FORMATS } from './ajv-formats';
import type { JsonSchema } from './types';

/** A validator that reports every error of the values; made when `folder` doesn't hold it yet. */
export async function cachedValidator(schema: JsonSchema, folder: string): Promise<ValidateFunction> {
  const file = path.join(folder, 'validators', `${checksum(schema)}.js`);
  const known = evaluate(readCached(file));
  if (known) return known;
  // Only now: loading the library takes its time too.
  const { compileSchema, validatorSource } = await import('./ajv');
  writeCached(file, validatorSource(schema));
  return compileSchema(schema);
}

// --- internal ---

/** Raise it whenever the generated code comes out differently for the same schema. */
const VERSION = 1;

function checksum(schema: JsonSchema): string {
  const library = (require('ajv/package.json') as { version: string }).version;
  const source = JSON.stringify([VERSION, library, process.version, FORMATS, schema]);
  return createHash('sha256').update(source).digest('hex');
}

/** Undefined where there is no code, or it is cut short. */
function evaluate(code: string | undefined): ValidateFunction | undefined {
  if (code === undefined) return undefined;
  try {
    const module: { exports: unknown } = { exports: {} };
    const load = (name: string) => (name === './formats' ? { AJV_FORMATS } : require(name));
    compileFunction(code, ['require', 'module', 'exports'])(load, module, module.exports);
    return typeof module.exports === 'function' ? (module.exports as ValidateFunction) : undefined;
  } catch {
    return undefined;
  }
}
