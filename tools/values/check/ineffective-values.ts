/** Values for something that is switched off: Helm takes them without a word, and they do nothing. */

import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '../findings';
import { formatPath } from '../json';
import type { ChartKnowledge } from '../plugin';
import { Values } from '../rules/values';
import { resolveRef, walkProperties } from '../schema/tree';
import type { JsonSchema } from '../schema/types';
import type { KeyNode } from '../subcharts/key-tree';
import { withTreeDefaults } from '../subcharts/tree-defaults';
import { type MapNode, nodeAt, type SourceNode, toJson } from '../yaml/source';
import type { Precedence } from './precedence';
import type { Switch, Switches } from './switches';

/**
 * One warning per part of the tree that `files` configure although a value in them, or a default, switches it off or wins over it.
 * @param unsure whether a value has a mistake, so that nobody knows what it was meant to be
 */
export function checkIneffectiveValues(
  merged: MapNode,
  schema: JsonSchema,
  files: readonly string[],
  { switches: known, precedences, globalRegistry }: ChartKnowledge,
  trees: ReadonlyMap<string, KeyNode> = new Map(),
  unsure: (path: readonly string[]) => boolean = () => false,
): Finding[] {
  const look = new Look(merged, files, trees);
  const off: string[] = [];
  const under = (path: string) => off.some((outer) => path === outer || path.startsWith(`${outer}.`));
  const below = (path: string) => off.some((outer) => path.startsWith(`${outer}.`));
  const all = [...switches(schema, known), ...[...trees].flatMap(([key, tree]) => innerSwitches(tree, [key], known))];
  const switchedOff = all.sort(byDepth).flatMap((one): Finding[] => {
    if (
      unsure(one.by.split('.')) ||
      under(one.ineffective) ||
      look.valueAt(one.by) !== one.when ||
      one.unless?.(look.values)
    )
      return [];
    off.push(one.ineffective);
    const [first, ...others] = look.setBelow(one, look.since(one.by));
    return first ? [warn(first, others, one)] : [];
  });
  const outvoted = [...precedences, ...registries(merged, globalRegistry)].flatMap((one): Finding[] => {
    const value = look.values.get(one.to);
    if (unsure(one.to.split('.')) || !(one.when ?? isGiven)(value, look.values)) return [];
    const since = look.since(one.to);
    const found = one.loses.filter((path) => !below(path)).flatMap((path) => look.setAt(path, since));
    const [first, ...others] = found.sort((a, b) => look.rank(a.node) - look.rank(b.node));
    return first ? [lose(first, others, one, value)] : [];
  });
  return [...switchedOff, ...outvoted];
}

// --- internal ---

const isGiven = (value: unknown) =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);

const byDepth = (a: Switch, b: Switch) => a.ineffective.split('.').length - b.ineffective.split('.').length;

/** The merged values, and who has set them. */
class Look {
  readonly values: Values;

  constructor(
    private readonly merged: MapNode,
    private readonly files: readonly string[],
    private readonly trees: ReadonlyMap<string, KeyNode>,
  ) {
    this.values = new Values(withTreeDefaults(merged, trees));
  }

  valueAt(path: string): unknown {
    return this.values.get(path);
  }

  /** A file that comes before the one with the switch may have been written for the case that it is on. */
  since(path: string): number {
    const node = nodeAt(this.merged, path.split('.'));
    return node ? Math.max(this.files.indexOf(node.place.file), 0) : 0;
  }

  rank({ place }: SourceNode): number {
    return this.files.indexOf(place.file) * MAX_LINES + place.line;
  }

  /** What a switch makes ineffective: the keys of a map without the switch itself, or the one value. */
  setBelow({ ineffective, by, keeps = [] }: Switch, since: number): Value[] {
    const path = ineffective.split('.');
    const node = nodeAt(this.merged, path);
    if (node?.kind !== 'map') return this.setAt(ineffective, since);
    return [...node.entries]
      .filter(([key]) => `${ineffective}.${key}` !== by && !keeps.includes(key))
      .filter(([key]) => this.isKnown([...path, key]))
      .flatMap(([key]) => this.setAt([...path, key], since))
      .sort((a, b) => this.rank(a.node) - this.rank(b.node));
  }

  /** A value that one of the files sets, to something else than what the subchart has anyway. */
  setAt(given: string | readonly string[], since: number): Value[] {
    const path = typeof given === 'string' ? given.split('.') : [...given];
    const node = nodeAt(this.merged, path);
    const set = node && this.files.indexOf(node.place.file) >= since && node.place.file !== '';
    return set && !this.asDefault(node, path) ? [{ path, node }] : [];
  }

  /** An unknown key has a finding of its own, and what only templates name may be used in several places. */
  private isKnown(path: readonly string[]): boolean {
    return !this.trees.has(path[0] ?? '') || this.treeAt(path)?.hasDefault === true;
  }

  /** A file may hold all the defaults of a subchart. */
  private asDefault(node: SourceNode, path: readonly string[]): boolean {
    const tree = this.treeAt(path);
    return tree !== undefined && isDefault(node, tree);
  }

  private treeAt([key = '', ...rest]: readonly string[]): KeyNode | undefined {
    return rest.reduce<KeyNode | undefined>(
      (below, step) => (below && Object.hasOwn(below.keys, step) ? below.keys[step] : undefined),
      this.trees.get(key),
    );
  }
}

function isDefault(node: SourceNode, tree: KeyNode): boolean {
  if (node.kind === 'scalar' && node.value === null) return true;
  if (node.kind !== 'map') return tree.default !== undefined && isDeepStrictEqual(toPlain(node), tree.default);
  return [...node.entries].every(([key, child]) => {
    const subtree = Object.hasOwn(tree.keys, key) ? tree.keys[key] : undefined;
    return subtree !== undefined && isDefault(child, subtree);
  });
}

const toPlain = (node: SourceNode): unknown => JSON.parse(JSON.stringify(toJson(node)));

/** Every registry of an image that a file sets beside the one for all. */
function registries(merged: MapNode, forAll: ChartKnowledge['globalRegistry']): Precedence[] {
  if (!forAll) return [];
  const loses = forAll.under.flatMap((key) => registryPaths(merged.entries.get(key), [key]));
  const because = 'it is used for every image of the subcharts';
  return [{ loses, to: forAll.to, because, fix: 'delete one of the two' }];
}

function registryPaths(node: SourceNode | undefined, path: readonly string[]): string[] {
  if (node?.kind !== 'map') return [];
  return [...node.entries].flatMap(([key, child]) => {
    const isImage = key === 'registry' && /image$/i.test(path.at(-1) ?? '');
    return isImage ? [[...path, key].join('.')] : registryPaths(child, [...path, key]);
  });
}

/** Every map of our own with an `enabled`; inside a subchart's values the word may mean less, so only the whole subchart. Outer ones first. */
function switches(schema: JsonSchema, { subcharts, others }: Switches): Switch[] {
  const own = [...walkProperties(resolveRef(schema, schema), schema)]
    .filter(({ path, schema: node }) => path.at(-1) === 'enabled' && node.type === 'boolean')
    .filter(({ path }) => path.length === 2 || !subcharts.has(path[0] as string))
    .map(({ path }): Switch => ({ ineffective: path.slice(0, -1).join('.'), by: path.join('.'), when: false }));
  return [...own, ...others];
}

/** Every map of a subchart with a switch of that name. */
function innerSwitches(tree: KeyNode, path: readonly string[], known: Switches): Switch[] {
  const name = path.join('.');
  const here = path.length > 1 && tree.keys['enabled']?.kind === 'boolean' && !known.none.has(name);
  const own: Switch[] = here
    ? [{ ineffective: name, by: `${name}.enabled`, when: false, ...known.exceptions[name] }]
    : [];
  return [...own, ...Object.entries(tree.keys).flatMap(([key, child]) => innerSwitches(child, [...path, key], known))];
}

interface Value {
  path: string[];
  node: SourceNode;
}

const MAX_LISTED = 4;
/** More than any file may have (../yaml/limits.ts). */
const MAX_LINES = 2 ** 20;

function lose(
  { path, node }: Value,
  others: readonly Value[],
  { to, because, fix }: Precedence,
  value: unknown,
): Finding {
  const shown = typeof value === 'object' && value !== null ? 'set' : JSON.stringify(value ?? '');
  return {
    place: node.place,
    path,
    severity: 'warning',
    rule: 'ineffective-value',
    message: `has no effect${aside(others)} while ${to} is ${shown}: ${because}`,
    fix,
  };
}

function warn({ path, node }: Value, others: readonly Value[], { by, when, why, fix }: Switch): Finding {
  return {
    place: node.place,
    path,
    severity: 'warning',
    rule: 'ineffective-value',
    message: `has no effect${aside(others)} while ${by} is ${when}${why ? `: ${why}` : ''}`,
    fix: fix ?? (typeof when === 'boolean' ? `set ${by} to ${!when}, or delete this` : 'delete this'),
  };
}

/** The keys beside the one that is named. */
function aside(others: readonly Value[]): string {
  if (others.length === 0) return '';
  const shown = others.slice(0, MAX_LISTED).map(({ path }) => formatPath([path.at(-1) as string]));
  const more = others.length > MAX_LISTED ? ` and ${others.length - MAX_LISTED} more` : '';
  return ` (nor ${others.length === 1 ? 'has' : 'have'} ${shown.join(', ')}${more})`;
}
