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
  if (files.length === 0) return defaults;
  const over = mergeFiles(files);
  return combine(defaults, over, (a, b, key) => {
    const tree = subcharts.get(key);
    if (tree && a.kind === 'map' && b.kind === 'map') return settleNulls(mergeMaps(a, b), tree);
    return overDefault(a, b);
  });
}

/** The files among each other, later ones over earlier ones, before any default is looked at. */
export function mergeFiles(files: readonly MapNode[]): MapNode {
  return files.reduce(mergeMaps, EMPTY);
}

/** A chart's own defaults, with those of its subcharts by the key under which their values stand. */
export interface ChartDefaults {
  values: MapNode;
  /** Those that are switched on by these values. */
  subcharts(values: MapNode): ReadonlyMap<string, ChartDefaults>;
}

/**
 * The values of a chart and of all its subcharts, as their templates see them. Helm first drops the subcharts that are switched
 * off, then hands each chart the defaults of those inside it, under its own (dependencies.go), and last lays `over` on top, from
 * the outside inwards; `global` is handed down, where the outer value wins (coalesce.go).
 */
export function withSubchartDefaults(over: MapNode, chart: ChartDefaults): MapNode {
  return coalesce(over, withInnerDefaults(switchedOn(chart, over)));
}

// --- internal ---

/** A map and a single value can't be merged: then the inner one stays. */
function overGlobal(inner: SourceNode, outer: SourceNode): SourceNode {
  if (inner.kind === 'map' && outer.kind === 'map') return mergeMaps(inner, outer);
  return inner.kind === 'map' || outer.kind === 'map' ? inner : outer;
}

/** A chart with those of its subcharts that stay. */
interface Chart {
  values: MapNode;
  subcharts: ReadonlyMap<string, Chart>;
}

function switchedOn(chart: ChartDefaults, over: MapNode): Chart {
  const values = combine(chart.values, over, overDefault);
  const inner = [...chart.subcharts(values)].map(([key, one]) => [key, switchedOn(one, mapAt(values, key))] as const);
  return { values: chart.values, subcharts: new Map(inner) };
}

/** Nulls are kept here: whether they take something away is decided where the user's values are laid on top. */
function withInnerDefaults({ values, subcharts }: Chart): Chart {
  const inner = new Map([...subcharts].map(([key, one]) => [key, withInnerDefaults(one)] as const));
  const entries = new Map(values.entries);
  for (const [key, one] of inner) entries.set(key, mergeMaps(one.values, handDownGlobals(mapAt(values, key), values)));
  return { values: { ...values, entries }, subcharts: inner };
}

function coalesce(over: MapNode, { values, subcharts }: Chart): MapNode {
  const own = combine(values, over, (a, b, key) =>
    subcharts.has(key) && a.kind === 'map' && b.kind === 'map' ? mergeMaps(a, b) : overDefault(a, b),
  );
  const entries = new Map(own.entries);
  for (const [key, one] of subcharts) entries.set(key, coalesce(handDownGlobals(mapAt(own, key), own), one));
  return { ...own, entries };
}

function mapAt(node: MapNode, key: string): MapNode {
  const child = node.entries.get(key);
  return child?.kind === 'map' ? child : EMPTY;
}

function handDownGlobals(values: MapNode, parent: MapNode): MapNode {
  const [outer, own] = [parent.entries.get('global'), values.entries.get('global')];
  if (outer?.kind !== 'map') return values;
  const global = own?.kind === 'map' ? combine(own, outer, overGlobal) : outer;
  return { ...values, entries: new Map(values.entries).set('global', global) };
}

const NOWHERE = { file: '', line: 1, column: 1 };
const EMPTY: MapNode = { kind: 'map', entries: new Map(), place: NOWHERE, valuePlace: NOWHERE };

function mergeMaps(earlier: MapNode, later: MapNode): MapNode {
  return combine(earlier, later, (a, b) => (a.kind === 'map' && b.kind === 'map' ? mergeMaps(a, b) : b));
}

/** At the top of a chart's values: a null removes whatever is there. */
function overDefault(a: SourceNode, b: SourceNode): SourceNode | undefined {
  return isNull(b) ? undefined : overInnerDefault(a, b);
}

/** Further down: where the default is null itself, there is nothing to remove. */
function overInnerDefault(a: SourceNode, b: SourceNode): SourceNode | undefined {
  if (isNull(b)) return isNull(a) ? b : undefined;
  return a.kind === 'map' && b.kind === 'map' ? combine(a, b, overInnerDefault) : b;
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
