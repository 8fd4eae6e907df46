/** What to say about a key that nobody knows: a slip of the finger, the right key in the wrong place, or just unknown. */
import { formatPath } from '../json';
import type { ChartKnowledge } from '../plugin';
import { resolveRef, schemaAt, walkProperties } from '../schema/tree';
import type { JsonSchema } from '../schema/types';
import type { KeyNode } from '../subcharts/key-tree';
import { suggest } from '../text/suggest';

/** More places than this are no hint. */
const MAX_PLACES = 3;
const MAX_LISTED_KEYS = 12;

/** A key that is only known far from here may be meant, or not. */
type Slip = 'misspelt' | 'misplaced' | 'renamed' | 'elsewhere';

export interface Advice {
  fix: string | undefined;
  slip?: Slip;
  /** Where the value belongs. */
  meant?: readonly (readonly string[])[];
}

/** Knows where in the whole tree each key stands. */
export class KnownKeys {
  /** Made when the first unknown key turns up: most files have none. */
  private index: Places | undefined;

  constructor(
    private readonly schema: JsonSchema,
    private readonly trees: ReadonlyMap<string, KeyNode>,
    private readonly knowledge: ChartKnowledge,
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
    const parent = path.slice(0, -1);
    const renamed = this.knowledge.renamedTo(path);
    if (renamed) return { fix: renamed.to, slip: 'renamed', meant: renamed.places };
    const close = suggest(key, siblings);
    if (close) return { fix: `did you mean ${close}?`, slip: 'misspelt', meant: [[...parent, close]] };
    if (
      key.includes('.') &&
      this.places.own.get(key.split('.').at(-1) as string)?.some((known) => known.join('.') === key)
    ) {
      const nested = key.split('.');
      return { fix: `write it as nested keys: ${nested.join(': → ')}:`, slip: 'misspelt', meant: [nested] };
    }
    const settings = this.settingsOf(path);
    if (settings) {
      return { fix: `${key} belongs under ${formatPath(settings)}`, slip: 'renamed', meant: [[...settings, key]] };
    }
    const near = this.inComponent(path) ?? this.inChart(path);
    if (near) return near;
    const listed = { fix: listKeys(siblings) };
    // What another chart calls so is a worse hint than the keys that are here.
    if (this.trees.has(path[0] ?? '') && listed.fix) return listed;
    return path.length === 1 || this.trees.has(path[0] ?? '')
      ? (this.anywhere(path) ?? listed)
      : this.inOwnSection(path, listed);
  }

  /** A field of Kubernetes' may have the name of any value, so only what is near says something. */
  fieldAdvice(path: readonly string[]): Advice | undefined {
    return path.length > 2 ? this.exactly(path, path.slice(0, 2), 'misplaced') : undefined;
  }

  /** For a map where none can be: the same key may be known beside the map that it is in. */
  aLevelUp(path: readonly string[]): Pick<Advice, 'fix' | 'meant'> | undefined {
    const key = path.at(-1) as string;
    const parent = path.slice(0, -2);
    const known = schemaAt(this.schema, parent)?.properties?.[key];
    if (!known || path.length < 2) return undefined;
    return { fix: `${key} belongs under ${formatPath(parent)}`, meant: [[...parent, key]] };
  }

  /** The component of a subchart that the key is in: the very key before one that is close. */
  private inComponent(path: readonly string[]): Advice | undefined {
    if (!this.trees.has(path[0] ?? '') || path.length < 3) return undefined;
    const component = path.slice(0, 2);
    return this.exactly(path, component, 'misplaced') ?? this.closely(path, component, 'misplaced');
  }

  /** The components beside it. */
  private inChart(path: readonly string[]): Advice | undefined {
    if (!this.trees.has(path[0] ?? '') || path.length < 2) return undefined;
    const chart = path.slice(0, 1);
    const slip = path.length === 2 ? 'misplaced' : 'elsewhere';
    return this.exactly(path, chart, slip) ?? this.closely(path, chart, slip);
  }

  /** A section of our own: what a subchart calls so has to do with that subchart, and says nothing here. */
  private inOwnSection(path: readonly string[], listed: Advice): Advice {
    const here = this.exactly(path, path.slice(0, 1), 'misplaced');
    if (here) return here;
    const elsewhere = this.exactly(path, [], 'misplaced');
    const meant = elsewhere?.meant ?? [];
    // A whole section may have slipped into this one.
    const slipped = meant.every(([section = '', ...rest]) => rest.length === 0 || path.slice(1, -1).includes(section));
    const own = !listed.fix && meant.every(([section = '']) => !this.trees.has(section));
    return elsewhere && (slipped || own) ? elsewhere : listed;
  }

  private anywhere(path: readonly string[]): Advice | undefined {
    return this.exactly(path, [], this.trees.has(path[0] ?? '') && path.length > 1 ? 'elsewhere' : 'misplaced');
  }

  private exactly(path: readonly string[], within: readonly string[], slip: Slip): Advice | undefined {
    const key = path.at(-1) as string;
    const parents = this.nearest(path, key, within);
    if (parents.length === 0 || parents.length > MAX_PLACES) return undefined;
    const fix = `${key} belongs under ${named(parents)}`;
    // A level too low is as surely a slip as a wrong place in the same component.
    if (slip === 'misplaced' || parents.every((parent) => startsWith(path, parent)))
      return { fix, slip: 'misplaced', meant: parents.map((parent) => [...parent, key]) };
    return { fix, slip };
  }

  private closely(path: readonly string[], within: readonly string[], slip: Slip): Advice | undefined {
    const name = suggest(path.at(-1) as string, this.keysWithin(within));
    const parents = name === undefined ? [] : this.nearest(path, name, within);
    if (name === undefined || parents.length === 0 || parents.length > MAX_PLACES) return undefined;
    const fix = `did you mean ${name} under ${named(parents)}?`;
    return slip === 'misplaced' ? { fix, slip, meant: parents.map((parent) => [...parent, name]) } : { fix, slip };
  }

  private keysWithin(within: readonly string[]): string[] {
    const inside = (places: Map<string, (readonly string[])[]>) =>
      [...places].filter(([, known]) => known.some((place) => startsWith(place, within))).map(([name]) => name);
    return [...new Set([...inside(this.places.own), ...inside(this.places.subcharts)])];
  }

  /** The map with the settings of a component, where it has such a key. */
  private settingsOf(path: readonly string[]): readonly string[] | undefined {
    const [chart = '', component = '', ...rest] = path;
    const name = this.knowledge.settingsOf[`${chart}.${component}`];
    const tree = name && this.trees.get(chart)?.keys[name];
    return tree && rest.length > 0 && Object.hasOwn(tree.keys, rest[0] as string)
      ? [chart, name, ...rest.slice(0, -1)]
      : undefined;
  }

  /** Where a key of that name is known ('' is the top level), unless in more places than are a hint. */
  placesOf(path: readonly string[]): string[] {
    const places = this.nearest(path, path.at(-1) as string, []);
    return places.length <= MAX_PLACES ? places.map((parent) => formatPath(parent)) : [];
  }

  /**
   * The maps below `within` that know a key: those that share most with what was written around it, and among those our own values before what the
   * subcharts merely know.
   */
  private nearest(path: readonly string[], key: string, within: readonly string[]): (readonly string[])[] {
    const places = [
      ...(this.places.own.get(key) ?? []).map((place) => ({ parent: place.slice(0, -1), own: 1 })),
      ...(this.places.subcharts.get(key) ?? []).map((place) => ({ parent: place.slice(0, -1), own: 0 })),
    ].filter(({ parent }) => startsWith(parent, within));
    // Of equals, what only has to move up.
    const score = ({ parent, own }: (typeof places)[number]) =>
      4 * parent.filter((step) => path.slice(0, -1).includes(step)).length +
      2 * own +
      (startsWith(path, parent) ? 1 : 0);
    const best = Math.max(...places.map(score));
    const nearest = places.filter((place) => score(place) === best).map(({ parent }) => parent);
    return [...new Map(nearest.map((parent) => [formatPath(parent), parent])).values()];
  }
}

// --- internal ---

/** The paths at which a key of each name stands. */
type Places = Record<'own' | 'subcharts', Map<string, (readonly string[])[]>>;

const named = (parents: readonly (readonly string[])[]) =>
  parents.map((parent) => formatPath(parent) || 'the top level').join(' or ');

const startsWith = (path: readonly string[], start: readonly string[]) => start.every((step, at) => path[at] === step);

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
