import Ajv, { type Options, type ValidateFunction } from 'ajv';
import { FORMATS, hasFormat } from '../units/formats';
import type { JsonSchema } from './types';

/** A validator that reports every error of the values. */
export function compileSchema(schema: JsonSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  // The schema itself is checked when it is generated from; optimized code would take longer to make than it runs.
  const validate = compile(schema, { strict: false, validateSchema: false, code: { optimize: false } });
  compiled.set(schema, validate);
  return validate;
}

/** Throws for a keyword or format that nobody defined, and for what JSON Schema itself refuses. */
export function assertSchema(schema: JsonSchema): void {
  compile(schema, { strict: true, allowUnionTypes: true });
}

// --- internal ---

const compiled = new WeakMap<JsonSchema, ValidateFunction>();

function compile(schema: JsonSchema, options: Options): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, verbose: true, ...options });
  for (const keyword of extensionKeywords(schema)) ajv.addKeyword({ keyword, valid: true });
  for (const [name, format] of Object.entries(FORMATS)) {
    ajv.addFormat(name, { type: 'string', validate: (text: string) => hasFormat(format, text) });
  }
  return ajv.compile(schema);
}

function extensionKeywords(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  for (const [keyword, value] of Object.entries(schema)) {
    if (!Array.isArray(schema) && keyword.startsWith('x-')) found.add(keyword);
    extensionKeywords(value, found);
  }
  return found;
}
