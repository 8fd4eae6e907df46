/** What to say about a key that nobody knows: a slip of the finger, the right key in the wrong place, or just unknown. */
import { formatPath } from '../json';
import { resolveRef, walkProperties } from '../schema/tree';
import type { JsonSchema } from '../schema/types';
import type { KeyNode } from '../subcharts/key-tree';
import { suggest } from '../text/suggest';
import { renamedTo, SETTINGS_OF } from './renames';

/** More places than this are no hint. */
const MAX_PLACES = 3;
const MAX_LISTED_KEYS = 12;

export interface Advice {
  fix: string | undefined;
  slip?: 'misspelt' | 'misplaced' | 'renamed';
}

/** Knows where in the whole tree each key stands. */
export class KnownKeys {
  /** Made when the first unknown key turns up: most files have none. */
  private index: Places | undefined;

  constructor(
    private readonly schema: JsonSchema,
    private readonly trees: ReadonlyMap<string, KeyNode>,
  ) {}

  private get places(): Places {
    if (this.index) return this.index;
    const index: Places = { own: new Map(), subcharts: new Map() };
    for (const { path } of walkProperties(resolveRef(this.schema, this.schema), this.schema)) add(index.own, path);
    for (const [key, tree] of this.trees) for (const path of walkKeys(tree, [key])) add(index.subcharts, path);
    this.index = index;
    return index;
  }

  /** What to do about the unknown key at `path` among its known siblings, and what it is: misspelt, or known in another place. */
  advice(path: readonly string[], siblings: readonly string[]): Advice {
    const key = path.at(-1) as string;
    const renamed = renamedTo(path);
    if (renamed) return { fix: renamed, slip: 'renamed' };
    const close = suggest(key, siblings);
    if (close) return { fix: `did you mean ${close}?`, slip: 'misspelt' };
    if (
      key.includes('.') &&
      this.places.own.get(key.split('.').at(-1) as string)?.some((known) => known.join('.') === key)
    ) {
      return { fix: `write it as nested keys: ${key.split('.').join(': → ')}:`, slip: 'misspelt' };
    }
    const settings = this.settingsOf(path);
    if (settings) return { fix: `${key} belongs under ${settings}`, slip: 'renamed' };
    const places = this.placesOf(path);
    if (places.length > 0) {
      const named = places.map((parent) => parent || 'the top level');
      return { fix: `${key} belongs under ${named.join(' or ')}`, slip: 'misplaced' };
    }
    return { fix: listKeys(siblings) };
  }

  /** The map with the settings of a component, where it has such a key. */
  private settingsOf(path: readonly string[]): string | undefined {
    const [chart = '', component = '', ...rest] = path;
    const name = SETTINGS_OF[`${chart}.${component}`];
    const tree = name && this.trees.get(chart)?.keys[name];
    return tree && rest.length > 0 && Object.hasOwn(tree.keys, rest[0] as string)
      ? formatPath([chart, name, ...rest.slice(0, -1)])
      : undefined;
  }

  /**
   * Where a key of that name is known ('' is the top level): the places that share most of what was written around it, and among those our own
   * values before what the subcharts merely know. A key in a component of a subchart is looked for in that component alone: the same word
   * means something else in another one.
   */
  placesOf(path: readonly string[]): string[] {
    const key = path.at(-1) as string;
    const places = [
      ...(this.places.own.get(key) ?? []).map((place) => ({ parent: place.slice(0, -1), own: 1 })),
      ...(this.places.subcharts.get(key) ?? []).map((place) => ({ parent: place.slice(0, -1), own: 0 })),
    ];
    const component = this.trees.has(path[0] ?? '') ? path.slice(0, Math.min(2, path.length - 1)) : [];
    const near = places.filter(({ parent }) => component.every((step, at) => parent[at] === step));
    const score = ({ parent, own }: (typeof places)[number]) =>
      2 * parent.filter((step) => path.slice(0, -1).includes(step)).length + own;
    const best = Math.max(...near.map(score));
    const nearest = new Set(near.filter((place) => score(place) === best).map(({ parent }) => formatPath(parent)));
    return nearest.size <= MAX_PLACES ? [...nearest] : [];
  }
}

// --- internal ---

/** The paths at which a key of each name stands. */
type Places = Record<'own' | 'subcharts', Map<string, (readonly string[])[]>>;

function add(index: Map<string, (readonly string[])[]>, path: readonly string[]): void {
  const key = path.at(-1) as string;
  const places = index.get(key);
  if (places) places.push(path);
  else index.set(key, [path]);
}

function* walkKeys(node: KeyNode, path: readonly string[]): Generator<readonly string[]> {
  for (const [key, child] of Object.entries(node.keys)) {
    yield [...path, key];
    yield* walkKeys(child, [...path, key]);
  }
}

function listKeys(siblings: readonly string[]): string | undefined {
  if (siblings.length === 0 || siblings.length > MAX_LISTED_KEYS) return undefined;
  return `the keys here are ${siblings.join(', ')}`;
}
