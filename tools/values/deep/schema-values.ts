/** Holds a single value against a schema: its type, and what the schema says of values of that type. */
import { isDeepStrictEqual } from 'node:util';
import { describeTypes, describeValue, typeFix } from '../check/words';
import { isObject, type Json } from '../json';
import { suggest } from '../text/suggest';
import { FORMATS, hasFormat } from '../units/formats';
import type { ObjectSchema } from './kubernetes-schemas';
import type { Problem } from './problem';

type Schema = ObjectSchema['schema'];

export function typeProblem(value: Json, schema: Schema): Pick<Problem, 'message' | 'fix'> | undefined {
  const types = schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : [schema.type ?? []].flat();
  if (types.length === 0 || types.some((type) => isOfType(value, type))) return undefined;
  const named = types.filter((type) => type !== 'null');
  return {
    message: `is ${describeValue(value)}; Kubernetes expects ${describeTypes(named)}`,
    fix: value === null ? undefined : typeFix(value, named),
  };
}

/** What is wrong with a value of the right type. */
export function valueProblem(value: Json, schema: Schema): Pick<Problem, 'message' | 'fix'> | undefined {
  for (const check of CHECKS) {
    const message = check(value, schema);
    if (message === undefined) continue;
    const close = schema.enum && typeof value === 'string' ? suggest(value, schema.enum.map(String)) : undefined;
    return { message, fix: close && `did you mean ${close}?` };
  }
  return undefined;
}

// --- internal ---

function isOfType(value: Json, type: string): boolean {
  if (type === 'object') return isObject(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

type Check = (value: Json, schema: Schema) => string | undefined;

const words = (value: Json, expects: string) => `is ${describeValue(value)}; Kubernetes expects ${expects}`;
const length = (value: Json) => (typeof value === 'string' || Array.isArray(value) ? value.length : undefined);

/** The first that has something to say speaks. */
const CHECKS: readonly Check[] = [
  (value, { enum: allowed }) =>
    allowed && !allowed.includes(value)
      ? words(value, `one of ${allowed.filter((one) => one !== null && one !== '').join(', ')}`)
      : undefined,
  (value, schema) =>
    'const' in schema && !isDeepStrictEqual(value, schema.const)
      ? words(value, describeValue(schema.const ?? null))
      : undefined,
  (value, { minimum }) =>
    typeof value === 'number' && minimum !== undefined && value < minimum
      ? words(value, `at least ${minimum}`)
      : undefined,
  (value, { maximum }) =>
    typeof value === 'number' && maximum !== undefined && value > maximum
      ? words(value, `at most ${maximum}`)
      : undefined,
  (value, { minLength, minItems }) => {
    const least = typeof value === 'string' ? minLength : minItems;
    if (least === undefined || (length(value) ?? least) >= least) return undefined;
    return length(value) === 0 ? 'is empty, and Kubernetes asks for something here' : words(value, `at least ${least}`);
  },
  (value, { maxLength, maxItems }) => {
    const most = typeof value === 'string' ? maxLength : maxItems;
    const has = length(value);
    const what = typeof value === 'string' ? 'characters' : 'entries';
    return most !== undefined && has !== undefined && has > most
      ? `has ${has} ${what}; Kubernetes takes at most ${most}`
      : undefined;
  },
  (value, { pattern }) => {
    if (typeof value !== 'string' || pattern === undefined || goPattern(pattern).test(value)) return undefined;
    return words(value, DURATION.test(pattern) ? 'a duration such as 15s, 5m, 1h30m or 15d' : `the form ${pattern}`);
  },
  (value, { format }) => {
    const known = Object.hasOwn(FORMS, format ?? '') ? FORMS[format as string] : undefined;
    return known && !known.test(value) ? words(value, known.expects) : undefined;
  },
];

/** Of the Prometheus operator. */
const DURATION = /^\^\(0\|\(\(\[0-9\]\+\)y\)\?/;

const FORMS: Readonly<Record<string, { test(value: Json): boolean; expects: string }>> = {
  int32: { test: (value) => typeof value !== 'number' || Math.abs(value) <= 2 ** 31, expects: 'a number of 32 bits' },
  byte: {
    test: (value) => typeof value !== 'string' || /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value),
    expects: 'base64',
  },
  'k8s-quantity': {
    test: (value) => typeof value !== 'string' || hasFormat(QUANTITY, value.replace(/^[+-]/, '')),
    expects: 'a quantity such as 500m (CPU), 64Mi or 10Gi (bytes)',
  },
};
const QUANTITY = FORMATS['k8s-quantity'] as (typeof FORMATS)[string];

/** Patterns are Go's: `(?i)` is a flag of JavaScript's. One that JavaScript can't read refuses nothing. */
function goPattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern.replaceAll('(?i)', ''), pattern.includes('(?i)') ? 'i' : '');
  } catch {
    return /(?:)/;
  }
}
