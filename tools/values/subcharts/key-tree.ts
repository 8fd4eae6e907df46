/** The keys that a chart knows: those of its values.yaml and those that its templates ask for. */
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { ChartFiles } from './chart-files';
import { templatePaths } from './template-paths';

export interface KeyNode {
  /** What the chart's default is: a map with keys, a list, a single value, a boolean; or nothing that says more. */
  kind: 'map' | 'list' | 'scalar' | 'boolean' | 'any';
  /** The map is handed on as a whole, or has no keys to compare with: other keys than those known may be right. */
  open: boolean;
  /** The chart's values.yaml sets it, to something else than null: then a null of the user's takes it away. */
  hasDefault: boolean;
  keys: Record<string, KeyNode>;
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
  return root;
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
    return { kind: empty ? 'any' : 'map', open: empty, hasDefault: true, keys };
  }
  if (isSeq(node)) return { kind: 'list', open: false, hasDefault: true, keys: {} };
  const value = isScalar(node) ? node.value : null;
  if (value === null) return unknownNode();
  if (value === '') return { ...unknownNode(), hasDefault: true };
  return { kind: typeof value === 'boolean' ? 'boolean' : 'scalar', open: false, hasDefault: true, keys: {} };
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
  return { kind: b.kind === 'any' ? a.kind : b.kind, open: b.open, hasDefault: a.hasDefault || b.hasDefault, keys };
}
