/**
 * The values as they would be without the mistakes that were found already. Rules are asked about these: what they say about a
 * mistake itself only follows from it, and is no finding of its own.
 */
import type { Finding } from '../findings';
import { mergeFiles } from '../yaml/merge';
import { childOf, type ListNode, type MapNode, nodeAt, placeAt, type SourceNode } from '../yaml/source';

type Path = readonly string[];

export interface Mended {
  values: MapNode;
  /** Whether a value is one of those that are wrong, or that one was meant to be; or above or below one. */
  concerned(path: Path): boolean;
}

/**
 * In place of each refused value stands the chart's own, and a list lacks its entry. What stands under a wrong key is moved to where it was
 * meant to be, if that is known and nothing stands there.
 * @param files the names of those that set values
 */
export function mend(findings: readonly Finding[], merged: MapNode, base: MapNode, files: readonly string[]): Mended {
  const all = findings.flatMap((one) => [one, ...(one.beside ?? [])]);
  const wrong = all.filter(({ severity, path, meant }) => path.length > 0 && (severity === 'error' || meant));
  const refused = wrong
    .map(({ path }) => path.map(String))
    // Entries of a list from its end: those before keep their number.
    .sort((a, b) => Number(b.at(-1)) - Number(a.at(-1)) || 0);
  const sound = refused.reduce((node, path) => restore(node, path, base), merged);
  const values = wrong.reduce((node, finding) => move(node, finding, merged, files), sound);
  const touched = [
    ...refused.map((path) => listAbove(path, merged) ?? path),
    ...wrong.flatMap(({ meant = [] }) => meant.map((path) => path.map(String))),
  ];
  const meet = (a: Path, b: Path) => a.slice(0, b.length).every((key, at) => b[at] === key);
  return { values, concerned: (path) => touched.some((one) => meet(one, path)) };
}

// --- internal ---

/** Where several places were meant, nobody knows which. */
function move(node: MapNode, { path, meant = [] }: Finding, merged: MapNode, files: readonly string[]): MapNode {
  const [target, ...others] = meant;
  const value = nodeAt(merged, path);
  if (!target || !value || others.length > 0 || target.some((step) => typeof step === 'number')) return node;
  const keys = target.map(String);
  const there = placeAt(merged, keys);
  if (there && files.includes(there.file) && nodeAt(merged, keys)?.kind !== 'map') return node;
  return mergeFiles([node, nested(keys, value) as MapNode]);
}

function nested(path: Path, value: SourceNode): SourceNode {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const { place, valuePlace } = value;
  return { kind: 'map', entries: new Map([[key, nested(rest, value)]]), place, valuePlace };
}

/** The values with what the chart itself has at a path, or with nothing there. */
function restore(node: MapNode, path: Path, base: SourceNode | undefined): MapNode {
  const [key = '', ...rest] = path;
  const child = node.entries.get(key);
  const own = childOf(base, key);
  if (!child && (rest.length > 0 || !own)) return node;
  const entries = new Map(node.entries);
  if (rest.length > 0 && child?.kind === 'map') entries.set(key, restore(child, rest, own));
  else if (rest.length > 0 && child?.kind === 'list') entries.set(key, without(child, rest));
  else if (own) entries.set(key, own);
  else entries.delete(key);
  return { ...node, entries };
}

/** The outermost list that a path leads into. */
function listAbove(path: Path, merged: MapNode): Path | undefined {
  const depth = path.findIndex((_, at) => nodeAt(merged, path.slice(0, at + 1))?.kind === 'list');
  return depth >= 0 && depth < path.length - 1 ? path.slice(0, depth + 1) : undefined;
}

/** A list without the entry that a path leads into. */
function without(list: ListNode, [index = '']: Path): ListNode {
  return { ...list, items: list.items.filter((_, at) => at !== Number(index)) };
}
