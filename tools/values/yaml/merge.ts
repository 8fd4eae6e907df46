/**
 * Merging as Helm does it, in its steps: the files among each other (pkg/cli/values, mergeMaps), where a null is a value like
 * any other; the result over the chart's defaults (coalesce.go, coalesceTables), where a null removes the default's key; and
 * under a subchart's key the result of that over the subchart's own defaults. There a null survives both unless the subchart
 * itself has a default for it. Maps merge deeply, everything else is replaced, lists too.
 */
import type { KeyNode } from '../subcharts/key-tree';
import type { MapNode, SourceNode } from './source';

/** The values of `files` in order, over `defaults`. `subcharts` are the key trees of those whose packages are there. */
export function mergeAsHelm(
  defaults: MapNode,
  files: readonly MapNode[],
  subcharts: ReadonlyMap<string, KeyNode> = new Map(),
): MapNode {
  const [first, ...rest] = files;
  if (!first) return defaults;
  const over = rest.reduce(mergeMaps, first);
  return combine(defaults, over, (a, b, key) => {
    const tree = subcharts.get(key);
    if (tree && a.kind === 'map' && b.kind === 'map') return settleNulls(mergeMaps(a, b), tree);
    return overDefault(a, b);
  });
}

// --- internal ---

function mergeMaps(earlier: MapNode, later: MapNode): MapNode {
  return combine(earlier, later, (a, b) => (a.kind === 'map' && b.kind === 'map' ? mergeMaps(a, b) : b));
}

function overDefault(a: SourceNode, b: SourceNode): SourceNode | undefined {
  if (isNull(b)) return undefined;
  return a.kind === 'map' && b.kind === 'map' ? combine(a, b, overDefault) : b;
}

/** Removes the nulls that meet a default of the subchart. */
function settleNulls(node: MapNode, tree: KeyNode): MapNode {
  const entries = new Map<string, SourceNode>();
  const removed = new Map(node.removed);
  for (const [key, child] of node.entries) {
    const known = Object.hasOwn(tree.keys, key) ? tree.keys[key] : undefined;
    if (known?.hasDefault && isNull(child)) removed.set(key, child.place);
    else entries.set(key, child.kind === 'map' && known ? settleNulls(child, known) : child);
  }
  return { ...node, entries, removed };
}

const isNull = (node: SourceNode) => node.kind === 'scalar' && node.value === null;

/** `resolve` decides about keys that both have; undefined drops the key. A map is placed where it was last named. */
function combine(
  below: MapNode,
  above: MapNode,
  resolve: (a: SourceNode, b: SourceNode, key: string) => SourceNode | undefined,
): MapNode {
  const entries = new Map(below.entries);
  const removed = new Map([...(below.removed ?? []), ...(above.removed ?? [])]);
  for (const [key, value] of above.entries) {
    const existing = entries.get(key);
    const resolved = existing ? resolve(existing, value, key) : value;
    if (resolved) entries.set(key, resolved);
    else if (entries.delete(key)) removed.set(key, value.place);
  }
  return { ...above, entries, removed };
}
