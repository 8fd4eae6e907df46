/**
 * Values against what a chart knows from its own files (../charts/tree.ts): keys that it doesn't know, and values of another kind than
 * it expects. How sure a finding is follows from what the templates do with the map around: one whose keys they ask for by name has no
 * others, one that they print as a whole takes any.
 */
import type { Finding } from '../findings';
import { type KeyNode, unknownNode } from '../subcharts/key-tree';
import { templatePaths } from '../subcharts/template-paths';
import { suggest } from '../text/suggest';
import { isTemplate } from '../text/template';
import type { MapNode, SourceNode } from '../yaml/source';
import { kindProblem } from './chart-kinds';
import { lostDigits } from './lost-digits';
import type { KnownKeys } from './unknown-key';

/** @param words what the chart's sources use as keys, wherever */
export function checkChartValues(
  given: MapNode,
  tree: KeyNode,
  known: KnownKeys,
  words: ReadonlySet<string>,
): Finding[] {
  const checker = new Checker(known, words, askedIn(given));
  checker.map(given, [{ key: '', tree }], []);
  return checker.findings;
}

// --- internal ---

/** The map that is looked into and those around it, innermost last. */
type Chain = readonly { key: string; tree: KeyNode }[];
type Path = readonly (string | number)[];

class Checker {
  readonly findings: Finding[] = [];

  constructor(
    private readonly known: KnownKeys,
    private readonly words: ReadonlySet<string>,
    /** Paths that templates in the values themselves ask for. */
    private readonly asked: ReadonlySet<string>,
  ) {}

  map(node: MapNode, chain: Chain, path: Path): void {
    const { tree } = chain.at(-1) as Chain[number];
    if (tree.usage?.absent) return;
    for (const [key, child] of node.entries) {
      const inner = Object.hasOwn(tree.keys, key) ? tree.keys[key] : undefined;
      const childPath = [...path, key];
      if (!inner) this.unknown(child, key, node, chain, childPath);
      const below = inner ?? tree.usage?.entry;
      if (below) this.value(child, [...chain, { key, tree: below }], childPath);
    }
  }

  private value(node: SourceNode, chain: Chain, path: Path): void {
    const { tree } = chain.at(-1) as Chain[number];
    const lost = lostDigits(node, String(path.at(-1)), tree.default);
    const problem = kindProblem(node, tree) ?? (lost && { severity: 'error' as const, ...lost });
    if (problem) {
      const place = node.kind === 'scalar' ? node.valuePlace : node.place;
      this.findings.push({ place, path, rule: 'subchart-type', ...problem });
    } else if (node.kind === 'map') this.map(node, chain, path);
    else if (node.kind === 'list') {
      const entry = tree.usage?.entry ?? unknownNode();
      for (const [at, item] of node.items.entries())
        if (item.kind === 'map') this.map(item, [...chain, { key: '', tree: entry }], [...path, at]);
    }
  }

  private unknown(node: SourceNode, key: string, around: MapNode, chain: Chain, path: Path): void {
    const { tree } = chain.at(-1) as Chain[number];
    const siblings = Object.keys(tree.keys);
    if (siblings.length === 0 || this.asked.has(path.join('.'))) return;
    const close = suggest(
      key,
      siblings.filter((one) => !around.entries.has(one)),
    );
    const closed = tree.usage?.closed === true;
    if (close !== undefined && (closed || !this.words.has(key))) {
      const sure = !tree.open && fits(node, tree.keys[close] as KeyNode);
      const meant = [[...path.slice(0, -1), close]];
      this.report(node, path, sure ? 'error' : 'warning', { fix: `did you mean ${close}?`, meant });
      return;
    }
    // It is there for its anchor; what refers to it is checked where it does.
    if (holdsAnchor(node)) return;
    const level = this.wrongLevel(node, key, chain, path);
    if (level && !tree.usage?.ranged) {
      this.report(node, path, closed ? 'error' : 'warning', level);
      return;
    }
    // Users hand values of their own down to templates in other values.
    if (!closed || (path.includes('global') && !level)) return;
    const { fix, meant, slip } = this.known.advice(path.map(String), siblings);
    this.report(node, path, slip === 'renamed' ? 'error' : 'warning', { fix, meant });
  }

  /** The same key is known a level higher, or in a map that stands beside it. */
  private wrongLevel(node: SourceNode, key: string, chain: Chain, path: Path): Level | undefined {
    const { tree } = chain.at(-1) as Chain[number];
    const outer = chain.at(-2)?.tree;
    const up = outer && Object.hasOwn(outer.keys, key) ? outer.keys[key] : undefined;
    if (up && isKnown(up) && fits(node, up)) {
      const meant = [...path.slice(0, -2), key];
      return { fix: `${key} belongs a level higher`, meant: [meant] };
    }
    const down = Object.entries(tree.keys).filter(([, inner]) => {
      const there = Object.hasOwn(inner.keys, key) ? inner.keys[key] : undefined;
      return there && isKnown(there) && fits(node, there);
    });
    if (down.length === 0) return undefined;
    const names = down.slice(0, MAX_PLACES).map(([name]) => name);
    const meant = names.map((name) => [...path.slice(0, -1), name, key]);
    const more = down.length > MAX_PLACES ? ', among others' : '';
    return { fix: `${key} belongs under ${names.join(' or ')}${more}`, meant };
  }

  private report(
    node: SourceNode,
    path: Path,
    severity: Finding['severity'],
    more: Pick<Finding, 'fix' | 'meant'>,
  ): void {
    const rule = path.length === 1 ? 'unknown-key' : 'unknown-subchart-key';
    const message = severity === 'error' ? 'unknown key' : "the chart doesn't seem to know this key";
    this.findings.push({ place: node.place, path, severity, rule, message, fix: more.fix, meant: more.meant });
  }
}

function askedIn(node: SourceNode, found = new Set<string>()): Set<string> {
  if (node.kind === 'map') for (const child of node.entries.values()) askedIn(child, found);
  else if (node.kind === 'list') for (const item of node.items) askedIn(item, found);
  else if (isTemplate(node.value))
    for (const path of templatePaths(String(node.value)))
      for (let length = 1; length <= path.length; length++) found.add(path.slice(0, length).join('.'));
  return found;
}

interface Level {
  fix: string;
  meant: Path[];
}

const MAX_PLACES = 3;

/** It stands in values.yaml, the chart's templates ask for it, or a condition in Chart.yaml does. */
const isKnown = (tree: KeyNode) => tree.hasDefault || tree.usage !== undefined || Object.keys(tree.keys).length > 0;

/** The value, or one in it, stands for others in the file. */
function holdsAnchor(node: SourceNode): boolean {
  if (node.shared) return true;
  if (node.kind === 'scalar') return false;
  return [...(node.kind === 'map' ? node.entries.values() : node.items)].some(holdsAnchor);
}

/** A value that may be meant for this key. */
function fits(node: SourceNode, tree: KeyNode): boolean {
  if (tree.kind === 'any') return true;
  // Whoever sets nothing there writes either.
  if (isEmpty(node) && tree.kind !== 'scalar' && tree.kind !== 'boolean') return true;
  return node.kind === 'scalar' ? tree.kind === 'scalar' || tree.kind === 'boolean' : tree.kind === node.kind;
}

const isEmpty = (node: SourceNode) =>
  (node.kind === 'map' && node.entries.size === 0) || (node.kind === 'list' && node.items.length === 0);
