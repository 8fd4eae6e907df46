/** Values together with the places they come from. Immutable: merging makes new nodes. */
import type { Json } from '../json';

/** A place in a file, from 1. An option of the command line is a file by its name, and its line is 0. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type SourceNode = ScalarNode | MapNode | ListNode;

interface Placed {
  /** Where it is set: its key in a map, itself in a list. */
  readonly place: Place;
  /** Where its value stands. */
  readonly valuePlace: Place;
  /** Other places of the file refer to it by its anchor. */
  readonly shared?: true | undefined;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | string;
  /** As it is written, where that differs: `1.10`, `yes`. */
  readonly written?: string | undefined;
}

export interface MapNode extends Placed {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, SourceNode>;
  /** Where a null took a default away, by key. */
  readonly removed?: ReadonlyMap<string, Place>;
}

export interface ListNode extends Placed {
  readonly kind: 'list';
  readonly items: readonly SourceNode[];
}

/** Where a path is set, or where it was taken away; undefined when neither. */
export function placeAt(root: SourceNode, path: readonly string[]): Place | undefined {
  let node: SourceNode | undefined = root;
  for (const key of path) {
    const parent: SourceNode = node;
    node = childOf(parent, key);
    if (!node) return parent.kind === 'map' ? parent.removed?.get(key) : undefined;
  }
  return node.place;
}

/** The plain value, without places. */
export function toJson(node: SourceNode): Json {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toJson);
  const result: { [key: string]: Json } = Object.create(null);
  for (const [key, child] of node.entries) result[key] = toJson(child);
  return result;
}

/** The child under a key or index, or undefined. */
export function childOf(node: SourceNode | undefined, key: string | number): SourceNode | undefined {
  if (node?.kind === 'map') return node.entries.get(String(key));
  if (node?.kind === 'list') return node.items[Number(key)];
  return undefined;
}

/** A path with the steps into lists as numbers. */
export function typedPath(root: SourceNode, path: readonly string[]): (string | number)[] {
  return path.map((step, at) => (nodeAt(root, path.slice(0, at))?.kind === 'list' ? Number(step) : step));
}

/** The node at a path, or undefined. */
export function nodeAt(root: SourceNode, path: readonly (string | number)[]): SourceNode | undefined {
  return path.reduce<SourceNode | undefined>(childOf, root);
}
