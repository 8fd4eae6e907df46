import Ajv, { _, type Options, type ValidateFunction } from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import { AJV_FORMATS } from './ajv-formats';
import type { JsonSchema } from './types';

// The schema itself is checked when it is generated from; optimized code would take longer to make than it runs.
const FAST: Options = { strict: false, validateSchema: false, code: { optimize: false } };

/** A validator that reports every error of the values. */
export function compileSchema(schema: JsonSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const validate = instance(schema, FAST).compile(schema);
  compiled.set(schema, validate);
  return validate;
}

/** The same validator as the text of a CommonJS module. @param formats how it finds ajv-formats.ts */
export function validatorSource(schema: JsonSchema, formats: string): string {
  const code = { source: true, formats: _`require(${formats}).AJV_FORMATS` };
  const ajv = instance(schema, { ...FAST, code });
  return standaloneCode(ajv, ajv.compile(schema));
}

/** Throws for a keyword or format that nobody defined, and for what JSON Schema itself refuses. */
export function assertSchema(schema: JsonSchema): void {
  instance(schema, { strict: true, allowUnionTypes: true }).compile(schema);
}

// --- internal ---

const compiled = new WeakMap<JsonSchema, ValidateFunction>();

function instance(schema: JsonSchema, options: Options): Ajv {
  const ajv = new Ajv({ allErrors: true, verbose: true, formats: AJV_FORMATS, ...options });
  for (const keyword of extensionKeywords(schema)) ajv.addKeyword({ keyword, valid: true });
  return ajv;
}

function extensionKeywords(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  for (const [keyword, value] of Object.entries(schema)) {
    if (!Array.isArray(schema) && keyword.startsWith('x-')) found.add(keyword);
    extensionKeywords(value, found);
  }
  return found;
}
