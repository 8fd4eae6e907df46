/** Looking around in a bundled schema. */
import { isObject, type Json, type JsonObject } from '../json';
import type { JsonSchema } from './types';

/** The schema of a node with its `$ref` followed; what stands beside the reference wins. */
export function resolveRef(node: JsonSchema, root: JsonSchema): JsonSchema {
  if (!node.$ref) return node;
  const name = node.$ref.replace('#/definitions/', '');
  const { $ref: _, ...beside } = node;
  return { ...resolveRef(root.definitions?.[name] ?? {}, root), ...beside };
}

/** The properties that a node names, resolved, in the order of the file. */
export function namedProperties(node: JsonSchema, root: JsonSchema): [string, JsonSchema][] {
  return Object.entries(node.properties ?? {}).map(([key, child]) => [key, resolveRef(child, root)]);
}

/** The schema at a path, or undefined where the schema names nothing. */
export function schemaAt(root: JsonSchema, path: readonly string[]): JsonSchema | undefined {
  let node: JsonSchema | undefined = resolveRef(root, root);
  for (const key of path) {
    const child: JsonSchema | undefined = node.properties?.[key] ?? otherProperties(node) ?? itemSchema(node);
    if (!child) return undefined;
    node = resolveRef(child, root);
  }
  return node;
}

/** Every named property below a node, parents first. */
export function* walkProperties(
  node: JsonSchema,
  root: JsonSchema,
  path: readonly string[] = [],
): Generator<{ path: readonly string[]; schema: JsonSchema }> {
  for (const [key, schema] of namedProperties(node, root)) {
    const childPath = [...path, key];
    yield { path: childPath, schema };
    yield* walkProperties(schema, root, childPath);
  }
}

/**
 * The default of a node: its own `default`, or the map of its properties' defaults. Undefined when there is none, which means
 * that the key isn't written.
 */
export function defaultOf(node: JsonSchema, root: JsonSchema): Json | undefined {
  if (node.default !== undefined && !isObject(node.default)) return node.default;
  const result: JsonObject = {};
  for (const [key, schema] of namedProperties(node, root)) {
    const value = defaultOf(schema, root);
    if (value !== undefined) result[key] = value;
  }
  if (isObject(node.default)) return { ...result, ...(node.default as JsonObject) };
  return Object.keys(result).length > 0 ? result : undefined;
}

/** The type in words, for tables: `string or number`. */
export function describeType(node: JsonSchema): string {
  const types = node.type === undefined ? [] : Array.isArray(node.type) ? node.type : [node.type];
  return types.map((type) => (type === 'object' ? 'map' : type === 'array' ? 'list' : type)).join(' or ');
}

/** What is allowed beyond the type, in words, or ''. */
export function describeBounds(node: JsonSchema): string {
  if (node.enum) return node.enum.map((value) => (value === '' ? '""' : String(value))).join(', ');
  if (node.minimum !== undefined && node.maximum !== undefined) return `${node.minimum} to ${node.maximum}`;
  const bounds: [string, number | undefined][] = [
    ['at least', node.minimum],
    ['more than', node.exclusiveMinimum],
    ['at most', node.maximum],
    ['less than', node.exclusiveMaximum],
  ];
  return bounds
    .filter(([, limit]) => limit !== undefined)
    .map(([words, limit]) => `${words} ${limit}`)
    .join(' and ');
}

// --- internal ---

function otherProperties(node: JsonSchema): JsonSchema | undefined {
  return isObject(node.additionalProperties) ? (node.additionalProperties as JsonSchema) : undefined;
}

function itemSchema(node: JsonSchema): JsonSchema | undefined {
  return Array.isArray(node.items) ? undefined : node.items;
}
