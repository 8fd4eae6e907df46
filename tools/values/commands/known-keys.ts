/** The names of all values, our own and those of the subcharts whose packages are there, for listing and completion. */
import { KnownKeys } from '../check/unknown-key';
import { formatPath } from '../json';
import type { CommandIo } from '../plugin';
import { namedProperties, resolveRef, schemaAt } from '../schema/tree';
import type { KeyNode } from '../subcharts/key-tree';

export interface ValueNames {
  /** The keys of a map, ours first. */
  childrenOf(path: readonly string[]): string[];
  /** Paths that begin with a text, one level beyond its last dot, maps with a dot at their end. */
  startingWith(prefix: string): string[];
  /** Where else the last key of a path is known. */
  placesOf(path: readonly string[]): string[];
  /** What to write instead of a path whose last key is unknown. */
  adviceOn(path: readonly string[]): string | undefined;
}

export function knownKeys(io: CommandIo): ValueNames {
  const schema = io.chart.schema;
  const known = io.chart.known();
  const trees = known ? new Map(Object.entries(known.tree.keys)) : io.chart.subcharts().trees;
  const childrenOf = (path: readonly string[]): string[] => {
    const own = schemaAt(schema, path);
    const [root = '', ...rest] = path;
    const tree = rest.reduce<KeyNode | undefined>((node, key) => node?.keys[key], trees.get(root));
    const named = own ? namedProperties(resolveRef(own, schema), schema).map(([key]) => key) : [];
    const top = path.length === 0 && known ? trees.keys() : [];
    return [...new Set([...named, ...top, ...Object.keys(tree?.keys ?? {})])];
  };
  return {
    childrenOf,
    startingWith(prefix) {
      const parent = prefix.slice(0, prefix.lastIndexOf('.') + 1);
      const path = parent === '' ? [] : parent.slice(0, -1).split('.');
      return childrenOf(path)
        .map((key) => {
          const full = formatPath([...path, key]);
          return childrenOf([...path, key]).length > 0 ? `${full}.` : full;
        })
        .filter((name) => name.startsWith(prefix))
        .sort();
    },
    placesOf(path) {
      const key = path.at(-1) as string;
      return new KnownKeys(schema, trees, io.chart.knowledge)
        .placesOf(path)
        .map((parent) => (parent ? `${parent}.${key}` : key));
    },
    adviceOn(path) {
      return new KnownKeys(schema, trees, io.chart.knowledge).advice(path, childrenOf(path.slice(0, -1))).fix;
    },
  };
}
