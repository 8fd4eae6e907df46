/** The schema's part: Ajv finds, this puts it into words and places. */
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Finding } from '../findings';
import { isObject, type Json } from '../json';
import type { RuleName } from '../rule-book';
import type { JsonSchema } from '../schema/types';
import { suggest } from '../text/suggest';
import { FORMATS, hasFormat } from '../units/formats';
import { childOf, type MapNode, nodeAt, toJson, typedPath } from '../yaml/source';
import type { KnownKeys } from './unknown-key';
import { describeTypes, describeValue, quote, typeFix } from './words';

/** The rule that speaks for each keyword of the schema. */
export const SCHEMA_RULES: Readonly<Record<string, RuleName>> = {
  type: 'schema-type',
  enum: 'schema-choice',
  minimum: 'schema-range',
  maximum: 'schema-range',
  exclusiveMinimum: 'schema-range',
  exclusiveMaximum: 'schema-range',
  format: 'schema-form',
  pattern: 'schema-form',
  minLength: 'schema-form',
  maxLength: 'schema-form',
  minItems: 'schema-list',
  uniqueItems: 'schema-list',
};

/** Checks the merged values by the bundled schema's validator. */
export function checkSchema(merged: MapNode, validate: ValidateFunction, known: KnownKeys): Finding[] {
  validate(toJson(merged));
  return relevant(validate.errors ?? []).map((error) => toFinding(error, merged, known));
}

// --- internal ---

/** Leaves out what only follows: branches of a failed `anyOf`, `oneOf` or `if`, and bounds on a value of the wrong type. */
function relevant(errors: readonly ErrorObject[]): ErrorObject[] {
  const branches = errors
    .filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
    .map(({ schemaPath }) => `${schemaPath}/`);
  // An empty text has no right form either.
  const empty = new Set(
    errors.filter(({ keyword }) => keyword === 'minLength').map(({ instancePath }) => instancePath),
  );
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath));
  return errors.filter(
    ({ keyword, schemaPath, instancePath }) =>
      keyword !== 'if' &&
      !(empty.has(instancePath) && (keyword === 'pattern' || keyword === 'format')) &&
      !branches.some((start) => schemaPath.startsWith(start)) &&
      (keyword === 'type' || !mistyped.has(instancePath)),
  );
}

function toFinding(error: ErrorObject, merged: MapNode, known: KnownKeys): Finding {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  const shownPath = typedPath(merged, path);
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params['additionalProperty']);
    const fullPath = [...path, key];
    const siblings = Object.keys(error.parentSchema?.['properties'] ?? {});
    const place = (childOf(nodeAt(merged, path), key) ?? merged).place;
    const { fix, meant } = known.advice(fullPath, siblings);
    return {
      place,
      path: [...shownPath, key],
      severity: 'error',
      rule: 'unknown-key',
      message: 'unknown key',
      fix: fix ?? 'the values table in chart/README.md lists all keys',
      meant,
    };
  }
  const node = nodeAt(merged, path) ?? merged;
  const { message, fix } = explain(error, node.kind === 'scalar' ? node.written : undefined);
  const above = error.keyword === 'type' && node.kind === 'map' ? known.aLevelUp(path) : undefined;
  const place = node.kind === 'scalar' && node.value !== null ? node.valuePlace : node.place;
  return {
    place,
    path: shownPath,
    severity: 'error',
    rule: SCHEMA_RULES[error.keyword] ?? 'schema-form',
    message,
    ...(above ?? { fix }),
  };
}

interface Explanation {
  message: string;
  fix?: string | undefined;
}

type Explain = (value: Json, params: Record<string, unknown>, schema: JsonSchema, written?: string) => Explanation;

const withUnit = (limit: unknown, schema: JsonSchema) => `${limit}${schema['x-unit'] ? ` (${schema['x-unit']})` : ''}`;
const bound =
  (words: string): Explain =>
  (value, { limit }, schema) => ({ message: `is ${value}; must be ${words} ${withUnit(limit, schema)}` });

const EXPLANATIONS: Record<string, Explain> = {
  type: (value, { type }, schema, written) => {
    const format = FORMATS[schema.format ?? ''];
    const single = value !== null && typeof value !== 'object';
    // In quotes it might be right.
    if (format && single && !hasFormat(format, written ?? String(value)))
      return explainFormat(value, schema.format ?? '');
    const types = [type].flat().map(String);
    return {
      message: `${value === null ? 'has no value' : `is ${describeValue(value)}`}; expects ${describeTypes(types)}`,
      fix: typeFix(value, types, written),
    };
  },
  enum: (value, { allowedValues }) => {
    const allowed = (allowedValues as Json[]).map((one) => (one === '' ? '""' : String(one)));
    const close = typeof value === 'string' ? suggest(value, allowed) : undefined;
    return {
      message: `is ${describeValue(value)}; expects one of ${allowed.join(', ')}`,
      fix: close && `did you mean ${close}?`,
    };
  },
  minimum: bound('at least'),
  maximum: bound('at most'),
  exclusiveMinimum: bound('more than'),
  exclusiveMaximum: bound('less than'),
  format: (value, { format }) => explainFormat(value, String(format)),
  pattern: (value, { pattern }, schema) => {
    const example = schema.examples?.[0];
    return {
      message: `is ${describeValue(value)}; expects the form ${pattern}`,
      fix: example === undefined ? schema.description : `for example ${JSON.stringify(example)}`,
    };
  },
  minLength: (value, { limit }) => ({
    message: value === '' ? 'is empty' : `is ${describeValue(value)}`,
    fix: limit === 1 ? 'give it a value, or delete the line to keep the default' : `at least ${limit} characters`,
  }),
  maxLength: (value, { limit }) => ({ message: `is ${String(value).length} characters long`, fix: `at most ${limit}` }),
  uniqueItems: (value, { i, j }) => ({
    message: `names ${quote(String(Array.isArray(value) ? value[Number(i)] : ''))} twice (entries ${Math.min(Number(i), Number(j)) + 1} and ${Math.max(Number(i), Number(j)) + 1})`,
    fix: 'remove one',
  }),
};

function explain(error: ErrorObject, written?: string): Explanation {
  const schema = (isObject(error.parentSchema) ? error.parentSchema : {}) as JsonSchema;
  const explained = EXPLANATIONS[error.keyword]?.(error.data as Json, error.params, schema, written);
  return explained ?? { message: error.message ?? `fails ${error.keyword}` };
}

function explainFormat(value: Json, format: string): Explanation {
  const message = `is ${describeValue(value)}; expects ${FORMATS[format]?.expects ?? format}`;
  const inBytes = format === 'k8s-quantity' ? /^([0-9.]+) ?([kKMGT])i?[bB]?$/.exec(String(value)) : null;
  if (inBytes) return { message, fix: `did you mean ${inBytes[1]}${inBytes[2]?.toUpperCase()}i?` };
  if (format === 'prometheus-duration' && /^[0-9]+$/.test(String(value)))
    return { message, fix: `for example ${value}s, ${value}m or ${value}d` };
  return { message };
}
