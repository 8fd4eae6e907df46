/** The values as a subchart's templates see them: its own defaults with what the umbrella and the files set over them. */
import { isObject, type Json, type JsonObject } from '../json';
import { type MapNode, toJson } from '../yaml/source';
import { defaultOfTree, type KeyNode } from './key-tree';

/** The merged values with the defaults of the subcharts under their keys. What a null took away stays away. */
export function withTreeDefaults(merged: MapNode, trees: ReadonlyMap<string, KeyNode>): Json {
  const result = toJson(merged) as JsonObject;
  for (const [key, tree] of trees) {
    const node = merged.entries.get(key);
    if (node?.kind === 'map') result[key] = over(node, tree);
  }
  return result;
}

// --- internal ---

function over(node: MapNode, tree: KeyNode): Json {
  const result: JsonObject = {};
  for (const [key, subtree] of Object.entries(tree.keys)) {
    if (node.entries.has(key) || node.removed?.has(key)) continue;
    const value = defaultOfTree(subtree);
    if (value !== undefined) result[key] = value;
  }
  for (const [key, child] of node.entries) {
    const subtree = Object.hasOwn(tree.keys, key) ? tree.keys[key] : undefined;
    result[key] = child.kind === 'map' && subtree ? over(child, subtree) : toJson(child);
  }
  // A default may hold keys that are no part of the tree.
  const whole = tree.default;
  return isObject(whole) ? { ...(whole as JsonObject), ...result } : result;
}
