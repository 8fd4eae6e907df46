/** Mistakes of usual kinds made in values that a chart knows, the same ones each time. */
import { isScalar, LineCounter, type Node, parse, parseDocument, stringify } from 'yaml';
import type { ValuesFile } from '../check/validate';
import { isObject, type Json, type JsonObject } from '../json';
import type { KeyNode } from '../subcharts/key-tree';
import { generator } from './random';

export interface SeededMistake {
  what: string;
  /** A file with it, and with little else. */
  text: string;
  /** Of the key that is wrong, or whose value is. */
  line: number;
}

/** So many, of each kind alike, spread over what the files set. @param everywhere in maps that take any key, too */
export function seededMistakes(
  files: readonly ValuesFile[],
  tree: KeyNode,
  count: number,
  everywhere = false,
): SeededMistake[] {
  const random = generator(42);
  const spots = files.flatMap((file) => spotsIn(file));
  const found = new Map<string, SeededMistake>();
  for (let tries = 0; found.size < count && tries < count * 100; tries++) {
    const [kind, make] = MISTAKES[tries % MISTAKES.length] as (typeof MISTAKES)[number];
    const spot = spots[Math.floor(random() * spots.length)];
    const made = spot && make(new Seed(spot, tree, everywhere, random));
    if (!spot || !made) continue;
    const what = `${kind}: ${spot.path.join('.')} as ${made.path.join('.')} (${spot.file})`;
    const text = stringify(made.values, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
    found.set(what, { what, text, line: lineOf(text, made.path) });
  }
  return [...found.values()];
}

// --- internal ---

interface Spot {
  file: string;
  values: JsonObject;
  path: string[];
}

interface Made {
  values: JsonObject;
  path: string[];
}

function spotsIn({ name, bytes }: ValuesFile): Spot[] {
  const values: unknown = parse(String(bytes), { version: '1.1', merge: true, uniqueKeys: false, logLevel: 'silent' });
  const below = (node: unknown, path: string[]): string[][] =>
    isObject(node) ? Object.entries(node).flatMap(([key, one]) => [[...path, key], ...below(one, [...path, key])]) : [];
  return isObject(values) ? below(values, []).map((path) => ({ file: name, values: values as JsonObject, path })) : [];
}

class Seed {
  readonly key: string;
  readonly parents: string[];
  readonly value: Json;

  constructor(
    private readonly spot: Spot,
    private readonly tree: KeyNode,
    private readonly everywhere: boolean,
    readonly random: () => number,
  ) {
    this.key = spot.path.at(-1) as string;
    this.parents = spot.path.slice(0, -1);
    this.value = at(spot.values, spot.path) as Json;
  }

  /** Whether the chart knows the keys of a map: it has some by default, and its templates don't take any other. */
  knows(path: readonly string[]): boolean {
    const node = nodeOf(this.tree, path);
    if (node?.kind !== 'map' || Object.keys(node.keys).length === 0) return false;
    return this.everywhere || !node.open;
  }

  /** Whether a key is one of its map, or may be. */
  has(parents: readonly string[], key: string): boolean {
    return nodeOf(this.tree, [...parents, key]) !== undefined;
  }

  /** The values along the path and beside its last two keys, to be changed. */
  copy(): JsonObject {
    const kept = (node: Json, path: readonly string[]): Json => {
      if (!isObject(node)) return node;
      const [key, ...rest] = path;
      if (key === undefined) return structuredClone(node) as Json;
      const near = path.length <= 2 ? Object.entries(node) : Object.entries(node).filter(([name]) => name === key);
      return Object.fromEntries(
        near.map(([name, one]) => [name, name === key ? kept(one as Json, rest) : (one as Json)]),
      ) as Json;
    };
    return structuredClone(kept(this.spot.values, this.spot.path)) as JsonObject;
  }

  map(root: JsonObject, path: readonly string[]): JsonObject {
    return at(root, path) as JsonObject;
  }
}

type Make = (seed: Seed) => Made | undefined;

const letter: Make = (seed) => {
  const { key, parents, random } = seed;
  const position = 1 + Math.floor(random() * (key.length - 1));
  const other = String.fromCharCode(97 + Math.floor(random() * 26));
  const wrong = key.slice(0, position) + other + key.slice(position + 1);
  if (key.length < 3 || wrong === key || !seed.knows(parents) || !seed.has(parents, key) || seed.has(parents, wrong))
    return undefined;
  const values = seed.copy();
  const map = seed.map(values, parents);
  delete map[key];
  map[wrong] = seed.value;
  return { values, path: [...parents, wrong] };
};

const higher: Make = (seed) => {
  const { key, parents } = seed;
  const above = parents.slice(0, -1);
  if (parents.length === 0 || !seed.knows(parents) || !seed.knows(above)) return undefined;
  if (!seed.has(parents, key) || seed.has(above, key)) return undefined;
  const values = seed.copy();
  delete seed.map(values, parents)[key];
  const map = seed.map(values, above);
  if (Object.hasOwn(map, key)) return undefined;
  map[key] = seed.value;
  return { values, path: [...above, key] };
};

const lower: Make = (seed) => {
  const { key, parents } = seed;
  const values = seed.copy();
  const map = seed.map(values, parents);
  const target = Object.keys(map).find(
    (one) => one !== key && isObject(map[one]) && seed.knows([...parents, one]) && !seed.has([...parents, one], key),
  );
  if (target === undefined || !seed.knows(parents) || !seed.has(parents, key)) return undefined;
  delete map[key];
  (map[target] as JsonObject)[key] = seed.value;
  return { values, path: [...parents, target, key] };
};

const listForMap: Make = (seed) => {
  const { key, parents, value } = seed;
  if (!isObject(value) || Object.keys(value).length === 0 || !seed.knows([...parents, key])) return undefined;
  const values = seed.copy();
  seed.map(values, parents)[key] = [value];
  return { values, path: [...parents, key] };
};

const quoted: Make = (seed) => {
  const { key, parents, value } = seed;
  if (typeof value !== 'boolean' || !seed.knows(parents) || !seed.has(parents, key)) return undefined;
  const values = seed.copy();
  seed.map(values, parents)[key] = String(value);
  return { values, path: [...parents, key] };
};

const MISTAKES: readonly (readonly [string, Make])[] = [
  ['a letter changed', letter],
  ['a level too high', higher],
  ['a level too low', lower],
  ['a list for a map', listForMap],
  ['a quoted boolean', quoted],
];

const at = (root: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), root);

function nodeOf(tree: KeyNode, path: readonly string[]): KeyNode | undefined {
  return path.reduce<KeyNode | undefined>((node, key) => {
    const own = node && Object.hasOwn(node.keys, key) ? node.keys[key] : undefined;
    return own ?? node?.usage?.entry;
  }, tree);
}

/** Where the key of a path stands. */
function lineOf(text: string, path: readonly string[]): number {
  const lineCounter = new LineCounter();
  let node: unknown = parseDocument(text, { lineCounter, version: '1.1' }).contents;
  let line = 0;
  for (const key of path) {
    const items = (node as { items: { key: Node; value: unknown }[] }).items;
    const pair = items.find((one) => String(isScalar(one.key) ? one.key.value : one.key) === key);
    line = lineCounter.linePos(pair?.key.range?.[0] ?? 0).line;
    node = pair?.value;
  }
  return line;
}
