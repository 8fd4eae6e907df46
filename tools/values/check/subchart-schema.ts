/** A subchart's own values.schema.json: Helm refuses the whole install for what it refuses. */
import type { Finding } from '../findings';
import type { KeyNode } from '../subcharts/key-tree';
import type { MapNode, SourceNode } from '../yaml/source';
import { checkShape, type ShapeOptions } from './shape';

/** Checks the values under each subchart's key, and under those of the charts inside it. */
export function checkSubchartSchemas(merged: MapNode, trees: ReadonlyMap<string, KeyNode>): Finding[] {
  return [...trees].flatMap(([key, tree]) => {
    const node = merged.entries.get(key);
    return node ? below(node, tree, [key]) : [];
  });
}

// --- internal ---

const OPTIONS: ShapeOptions = { rule: 'subchart-schema', who: "the subchart's schema", kubernetes: false };

function below(node: SourceNode, tree: KeyNode, path: readonly string[]): Finding[] {
  const own = tree.schema ? checkShape(node, { ...tree.schema, required: [] }, path, OPTIONS) : [];
  if (node.kind !== 'map') return own;
  const inner = [...node.entries].flatMap(([key, child]) => {
    const subtree = Object.hasOwn(tree.keys, key) ? tree.keys[key] : undefined;
    return subtree?.schema ? below(child, subtree, [...path, key]) : [];
  });
  return [...own, ...inner];
}
