/**
 * Compares a value with a schema that isn't ours: a subchart's values.schema.json, or what Kubernetes says about a field. Of the schema
 * language it knows what these use; what it doesn't know it takes for right.
 */

import type { Finding } from '../findings';
import { formatPath, isObject, type Json } from '../json';
import type { RuleName } from '../rule-book';
import type { JsonSchema } from '../schema/types';
import { suggest } from '../text/suggest';
import { isTemplate } from '../text/template';
import { childOf, type MapNode, type SourceNode, toJson } from '../yaml/source';
import { durationExamples, durationFix } from './duration-patterns';
import { withChoices } from './kubernetes-choices';
import type { KnownKeys } from './unknown-key';
import { describeTypes, describeValue, typeFix } from './words';

export interface ShapeOptions {
  /** What the findings name as their rule. */
  rule: RuleName;
  /** Who expects something else: `the subchart's schema`. */
  who: string;
  /** A map with named properties takes no others, as in Kubernetes' schemas, and a text with a template in it may become anything. */
  kubernetes: boolean;
  /** Where its references lead. */
  root?: JsonSchema;
  /** Of a schema that nobody vouches for: how many steps are left to take, and its patterns are left out. */
  left?: { steps: number };
  /** Choices within choices. */
  nesting?: number;
  /** Where a key that isn't known here is known. */
  known?: KnownKeys;
}

type Path = readonly (string | number)[];

/** What doesn't fit, each at its place. A null is left alone: it takes something away. */
export function checkShape(node: SourceNode, given: JsonSchema, path: Path, options: ShapeOptions): Finding[] {
  if (options.left && --options.left.steps < 0) return [];
  const schema = resolved(given, options.root) as ForeignSchema;
  if (node.kind === 'scalar' && (node.value === null || (options.kubernetes && isTemplate(node.value)))) return [];
  const wrong =
    typeProblem(node, schema, options) ?? valueProblem(node, options.left ? { ...schema, pattern: '' } : schema);
  if (wrong) {
    const place = node.kind === 'scalar' ? node.valuePlace : node.place;
    return [{ place, path, severity: 'error', rule: options.rule, ...wrong }];
  }
  const choices = schema['x-kubernetes-int-or-string'] ? [] : [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const inner = { ...options, nesting: (options.nesting ?? 0) + 1 };
  if (inner.nesting > MAX_NESTING) return [];
  const branches = choices.map((one) => checkShape(node, one, path, inner));
  const failed = branches.length > 0 && branches.every((found) => found.length > 0) ? (branches[0] ?? []) : [];
  const all = (schema.allOf ?? []).flatMap((one) => checkShape(node, one, path, inner));
  return [...failed, ...all, ...inside(node, schema, path, { ...options, nesting: 0 })];
}

// --- internal ---

const MAX_NESTING = 32;
const MAX_REFERENCES = 16;

/** A reference that leads nowhere, to another file or in a circle says nothing. */
function resolved(schema: JsonSchema, root: JsonSchema | undefined, steps = 0): JsonSchema {
  if (typeof schema.$ref !== 'string') return schema;
  const { $ref, ...beside } = schema;
  if (!root || !$ref.startsWith('#') || steps > MAX_REFERENCES) return beside;
  const pointer = $ref.slice(1).split('/').slice(1);
  const target = pointer.reduce<unknown>(
    (node, step) => (isObject(node) ? node[step.replace(/~1/g, '/').replace(/~0/g, '~')] : undefined),
    root,
  );
  return isObject(target) ? { ...resolved(target as JsonSchema, root, steps + 1), ...beside } : beside;
}

interface ForeignSchema extends JsonSchema {
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

type Problem = Pick<Finding, 'message' | 'fix'>;

function typeProblem(node: SourceNode, schema: ForeignSchema, { who }: ShapeOptions): Problem | undefined {
  const types = schema['x-kubernetes-int-or-string'] ? ['number', 'string'] : [schema.type ?? []].flat().map(String);
  if (types.length === 0 || types.some((type) => isOfType(node, type))) return undefined;
  const value = toJson(node);
  return {
    message: `is ${describeValue(value)}; ${who} expects ${describeTypes(types)}`,
    fix: durationFix(value, schema.pattern) ?? typeFix(value, types, node.kind === 'scalar' ? node.written : undefined),
  };
}

function isOfType(node: SourceNode, type: string): boolean {
  if (type === 'object') return node.kind === 'map';
  if (type === 'array') return node.kind === 'list';
  if (node.kind !== 'scalar') return false;
  if (type === 'integer') return Number.isInteger(node.value);
  if (type === 'null') return node.value === null;
  return typeof node.value === type;
}

function valueProblem(node: SourceNode, schema: ForeignSchema): Problem | undefined {
  if (node.kind !== 'scalar') return undefined;
  const { value } = node;
  if (schema.enum && !schema.enum.includes(value as Json)) {
    const allowed = schema.enum.map(String).filter((one) => one !== '');
    const close = suggest(String(value), allowed);
    return {
      message: `is ${describeValue(value)}; expects one of ${allowed.join(', ')}`,
      fix: close && `did you mean ${close}?`,
    };
  }
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum)
      return { message: `is ${value}; must be at least ${schema.minimum}` };
    if (schema.maximum !== undefined && value > schema.maximum)
      return { message: `is ${value}; must be at most ${schema.maximum}` };
  }
  // Empty is how these charts say that nothing is set. What may be a number is a quantity, which a plug-in's rules judge.
  const pattern = schema['x-kubernetes-int-or-string'] ? undefined : schema.pattern;
  if (typeof value === 'string' && value !== '' && pattern && !new RegExp(pattern).test(value)) {
    const examples = durationExamples(pattern);
    const form = examples === undefined ? `the form ${pattern}` : `a duration such as ${examples}`;
    return { message: `is ${describeValue(value)}; expects ${form}` };
  }
  return undefined;
}

function inside(node: SourceNode, schema: ForeignSchema, path: Path, options: ShapeOptions): Finding[] {
  if (node.kind === 'list') {
    const items = isObject(schema.items) ? (schema.items as JsonSchema) : undefined;
    return items ? node.items.flatMap((item, at) => checkShape(item, items, [...path, at], options)) : [];
  }
  if (node.kind !== 'map') return [];
  const { properties = {} } = schema;
  // What may be meant by a pattern's keys isn't judged: a foreign pattern isn't run.
  const others = schema.patternProperties ? true : schema.additionalProperties;
  const closed =
    others === false ||
    (options.kubernetes &&
      schema.properties &&
      others === undefined &&
      !schema['x-kubernetes-preserve-unknown-fields']);
  const unknown: Finding[] = [];
  const known = [...node.entries].flatMap(([key, child]): Finding[] => {
    const childPath = [...path, key];
    const childSchema = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (childSchema) {
      const chosen = options.kubernetes ? withChoices(childSchema, key, properties) : childSchema;
      return checkShape(child, chosen, childPath, options);
    }
    if (isObject(others)) return checkShape(child, others as JsonSchema, childPath, options);
    if (closed) unknown.push(unknownField(child, childPath, properties, options, node));
    return [];
  });
  // A key in the wrong place is often the one that is missing.
  const missing = unknown.length > 0 ? [] : (schema.required ?? []).filter((key) => !node.entries.has(key));
  const lacking = missing.map((key): Finding => {
    const message = `lacks the key ${key}, which ${options.who} asks for`;
    return { place: node.place, path, severity: 'error', rule: options.rule, message, fix: 'add it' };
  });
  return [...unknown, ...known, ...lacking];
}

function unknownField(
  node: SourceNode,
  path: Path,
  properties: Readonly<Record<string, JsonSchema>>,
  { rule, who, known }: ShapeOptions,
  parent: MapNode,
): Finding {
  const { fix, meant } = adviceOf(path, properties, parent, known);
  const message = `unknown key; ${who} has no such field`;
  return { place: node.place, path, severity: 'error', rule, message, fix, meant };
}

/** A field here that is close, a map here that has such a key, or else what is known of other places. */
function adviceOf(
  path: Path,
  properties: Readonly<Record<string, JsonSchema>>,
  parent: MapNode,
  known: KnownKeys | undefined,
): Pick<Finding, 'fix' | 'meant'> {
  const key = String(path.at(-1));
  const here = path.slice(0, -1);
  const names = Object.keys(properties);
  const close = suggest(key, names);
  if (close) return { fix: `did you mean ${close}?`, meant: [[...here, close]] };
  const inner = names.filter((name) => hasKey(properties[name], key) || isResource(key, name, parent));
  if (inner.length > 0 && inner.length <= MAX_PLACES) {
    const places = inner.map((name) => [...here, name]);
    const fix = `${key} belongs under ${places.map(formatPath).join(' or ')}`;
    return { fix, meant: places.map((place) => [...place, key]) };
  }
  const near = known?.fieldAdvice(path.map(String));
  if (near) return near;
  return { fix: names.length <= MAX_LISTED_KEYS ? `the keys here are ${names.join(', ')}` : undefined };
}

const hasKey = (schema: JsonSchema | undefined, key: string) =>
  schema?.properties !== undefined && Object.hasOwn(schema.properties, key);

/** Requests and limits are maps of any key to Kubernetes' schemas; volumes have requests alone. */
function isResource(key: string, name: string, parent: MapNode): boolean {
  if (!/^(cpu|memory|storage|ephemeral-storage)$/.test(key) || !/^(requests|limits)$/.test(name)) return false;
  return key !== 'storage' || name === 'requests' || childOf(parent.entries.get(name), key) !== undefined;
}

const MAX_LISTED_KEYS = 12;
const MAX_PLACES = 3;
