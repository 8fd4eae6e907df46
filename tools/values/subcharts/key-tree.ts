/** The keys that a chart knows: those of its values.yaml and those that its templates ask for. */
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { isObject, type Json } from '../json';
import type { JsonSchema } from '../schema/types';
import type { ChartFiles } from './chart-files';
import { type CustomResources, customResources } from './custom-resources';
import { templatePaths } from './template-paths';

export interface KeyNode {
  /** What the chart's default is: a map with keys, a list, a single value, a boolean; or nothing that says more. */
  kind: 'map' | 'list' | 'scalar' | 'boolean' | 'any';
  /** The map is handed on as a whole, or has no keys to compare with: other keys than those known may be right. */
  open: boolean;
  /** The chart's values.yaml sets it, to something else than null: then a null of the user's takes it away. */
  hasDefault: boolean;
  /** That default, where it is a list, a single value or an empty map. */
  default?: Json;
  /** The chart's own values.schema.json, at the root of its values: Helm refuses what it refuses. */
  schema?: JsonSchema;
  /** At the root of a package: the custom resources that it defines, by kind. */
  resources?: CustomResources;
  keys: Record<string, KeyNode>;
  /** What templates tell; known of a chart that was looked into with ../charts/tree.ts. */
  usage?: KeyUsage;
}

export interface KeyUsage {
  /** The values of a chart begin here. */
  chart?: boolean;
  /** It is a chart that isn't there: nobody knows its values. */
  absent?: boolean;
  /** Templates ask for its keys by name and for nothing else: other keys do nothing. */
  closed?: boolean;
  /** It is printed with all that is in it. */
  whole?: boolean;
  /** It is gone through entry by entry … */
  ranged?: boolean;
  /** … of which each is like this. */
  entry?: KeyNode;
  /** It is asked whether it is true, or not empty. */
  condition?: boolean;
  /** It is printed, or compared with a text. */
  text?: boolean;
  /** Kinds of values that templates ask for (`kindIs`): they take several. */
  kinds?: readonly string[];
}

/** The key tree of a chart with its subcharts. */
export function keyTree(chart: ChartFiles): KeyNode {
  const root = fromValues(
    parseDocument(chart.values, { uniqueKeys: false, logLevel: 'silent' }).contents as Node | null,
  );
  root.open = false;
  root.kind = 'map';
  // At the top a null of the user's takes away even a default that is null itself (Helm's coalesceValues).
  for (const node of Object.values(root.keys)) node.hasDefault = true;
  for (const template of templatesOf(chart)) for (const path of templatePaths(template)) addPath(root, path);
  for (const [key, subchart] of chart.subcharts) {
    if (!subchart.library) root.keys[key] = union(root.keys[key], keyTree(subchart));
  }
  root.keys['global'] = unknownNode();
  const schema = readSchema(chart.schema);
  if (schema) root.schema = schema;
  const resources = customResources(chart);
  if (Object.keys(resources).length > 0) root.resources = resources;
  return root;
}

/** The default at a node: its own, or the map of those of its keys; undefined where there is none. */
export function defaultOfTree(node: KeyNode): Json | undefined {
  if (node.default !== undefined) return node.default;
  if (node.kind !== 'map' || !node.hasDefault) return undefined;
  const entries = Object.entries(node.keys).map(([key, child]) => [key, defaultOfTree(child)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Json;
}

/** Nothing is known but that it is used. */
export const unknownNode = (): KeyNode => ({ kind: 'any', open: true, hasDefault: false, keys: {} });

// --- internal ---

/** A library's templates see the values of whoever includes them. */
function templatesOf(chart: ChartFiles): string[] {
  const libraries = [...chart.subcharts.values()].filter((subchart) => subchart.library);
  return [...chart.templates, ...libraries.flatMap(templatesOf)];
}

function fromValues(node: Node | null): KeyNode {
  if (isMap(node)) {
    const keys: Record<string, KeyNode> = {};
    for (const { key, value } of node.items)
      keys[String(isScalar(key) ? key.value : key)] = fromValues(value as Node | null);
    const empty = node.items.length === 0;
    return { kind: 'map', open: empty, hasDefault: true, ...(empty ? { default: {} } : {}), keys };
  }
  if (isSeq(node)) return { kind: 'list', open: false, hasDefault: true, default: node.toJSON() as Json, keys: {} };
  const value = isScalar(node) ? (node.value as Json) : null;
  if (value === null) return unknownNode();
  if (value === '') return { ...unknownNode(), hasDefault: true, default: '' };
  const kind = typeof value === 'boolean' ? 'boolean' : 'scalar';
  return { kind, open: false, hasDefault: true, default: value, keys: {} };
}

function addPath(root: KeyNode, path: readonly string[]): void {
  let node = root;
  for (const key of path) {
    if (!Object.hasOwn(node.keys, key)) node.keys[key] = unknownNode();
    node = node.keys[key] as KeyNode;
  }
  // Asked for as a whole: printed, ranged over, or handed to another template.
  if (node.kind === 'map') node.open = true;
}

/** What either knows. A parent's default for a subchart says nothing about the type. */
function union(a: KeyNode | undefined, b: KeyNode): KeyNode {
  if (!a) return b;
  const keys = { ...a.keys };
  for (const [key, node] of Object.entries(b.keys)) keys[key] = union(keys[key], node);
  const kind = b.kind === 'any' ? a.kind : b.kind;
  const own = a.default ?? b.default;
  const about = own === undefined || (kind === 'map' && Object.keys(keys).length > 0) ? {} : { default: own };
  const schema = b.schema ? { schema: b.schema } : {};
  return { kind, open: b.open, hasDefault: a.hasDefault || b.hasDefault, ...about, ...schema, keys };
}

/** A chart's values.schema.json without what only people read; undefined where there is none that can be read. */
export function readSchema(text: string): JsonSchema | undefined {
  try {
    return knownSchema(JSON.parse(text));
  } catch {
    return undefined; // there is none, or Helm says what is wrong with it
  }
}

/** The same of one that was read. */
export const knownSchema = (schema: unknown): JsonSchema | undefined =>
  isObject(schema) ? (withoutWords(schema) as JsonSchema) : undefined;

/** What only people read, and what takes most of the room. */
const WORDS = new Set(['title', 'description', 'default', 'examples', '$schema', 'form', 'render', 'hidden']);

function withoutWords(node: unknown, named = false): unknown {
  if (Array.isArray(node)) return node.map((item) => withoutWords(item));
  if (!isObject(node)) return node;
  const kept = Object.entries(node).filter(([key]) => named || !WORDS.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutWords(value, !named && NAMED.has(key))]));
}

/** Below these the keys are names, not words of the schema language. */
const NAMED = new Set(['properties', 'patternProperties', 'definitions', '$defs']);
