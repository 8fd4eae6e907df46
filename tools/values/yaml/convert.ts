/** From the YAML library's nodes to ours: keys as strings, aliases and merge keys resolved, duplicates reported. */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, visit, type YAMLMap } from 'yaml';
import type { Finding } from '../findings';
import type { RuleName } from '../rule-book';
import type { Place, SourceNode } from './source';

/** More nodes than this can only come from aliases that multiply. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 100;

/** Converts a document's contents; problems go to `report`. Undefined when they leave nothing to go on with. */
export function convert(
  contents: YAMLMap,
  placeOf: (offset: number) => Place,
  report: (finding: Finding) => void,
): SourceNode | undefined {
  const used = new Set<string>();
  visit(contents, { Alias: (_, { source }) => void used.add(source) });
  const converter = new Converter(placeOf, report, used);
  const root = converter.node(contents, [], placeOf(contents.range?.[0] ?? 0), 0);
  return converter.broken ? undefined : root;
}

// --- internal ---

type Path = readonly (string | number)[];

class Converter {
  /** Something other than a duplicate key was wrong. */
  broken = false;
  private refused = false;
  private nodes = 0;
  /** In document order, as an alias means the last anchor of its name before it. */
  private readonly anchors = new Map<string, Node>();

  constructor(
    private readonly placeOf: (offset: number) => Place,
    private readonly report: (finding: Finding) => void,
    /** Names of the anchors that an alias refers to. */
    private readonly used: ReadonlySet<string>,
  ) {}

  /** `depth` counts aliases too, unlike the length of `path`, so that it ends every recursion. */
  node(given: unknown, path: Path, place: Place, depth: number): SourceNode {
    const valuePlace = this.placeOfNode(given, place);
    const value = this.resolve(given, path, valuePlace);
    const nothing: SourceNode = { kind: 'scalar', value: null, place, valuePlace };
    if (++this.nodes > MAX_NODES || depth > MAX_DEPTH) this.refuse(valuePlace, path);
    if (this.refused) return nothing;
    const about = { place, valuePlace, ...(this.isShared(given) ? { shared: true as const } : {}) };
    if (isMap(value)) return { kind: 'map', entries: this.entries(value, path, valuePlace, depth), ...about };
    if (isSeq(value)) {
      const items = value.items.map((item, at) =>
        this.node(item, [...path, at], this.placeOfNode(item, place), depth + 1),
      );
      return { kind: 'list', items, ...about };
    }
    if (!isScalar(value)) return nothing;
    return { kind: 'scalar', value: plain(value.value), written: value.source, ...about };
  }

  private entries(map: YAMLMap, path: Path, mapPlace: Place, depth: number): Map<string, SourceNode> {
    const entries = new Map<string, SourceNode>();
    const inherited = new Map<string, SourceNode>();
    for (const pair of map.items) {
      const place = this.placeOfNode(pair.key, mapPlace);
      const key = this.resolve(pair.key, path, place);
      if (this.refused) break;
      if (!isScalar(key)) {
        this.error(
          place,
          path,
          'has a map or a list where a key belongs',
          'quote it if it is meant as text; values files are not templates',
        );
      } else if (isMergeKey(pair)) {
        for (const [name, child] of this.merged(pair.value, path, place, depth)) {
          if (!inherited.has(name)) inherited.set(name, child);
        }
      } else {
        const name = keyName(key);
        const first = entries.get(name);
        if (first) {
          const message = `is set twice (first in line ${first.place.line})`;
          this.error(place, [...path, name], message, 'keep one of the two', 'duplicate-key');
        }
        entries.set(name, this.node(pair.value, [...path, name], place, depth + 1));
      }
    }
    for (const [name, child] of inherited) if (!entries.has(name)) entries.set(name, child);
    return entries;
  }

  /** What `<<:` brings in: a map, or a list of maps of which the first to have a key wins. */
  private merged(value: unknown, path: Path, place: Place, depth: number): [string, SourceNode][] {
    const source = this.resolve(value, path, place);
    const maps = isSeq(source) ? source.items : [source];
    return maps.flatMap((item) => {
      const node = this.node(item, path, place, depth + 1);
      if (node.kind === 'map') return [...node.entries];
      if (!this.refused)
        this.error(place, path, '`<<` takes a map or a list of maps', 'name an anchor that stands on a map');
      return [];
    });
  }

  /** The node that an alias stands for; any other node as it is, its anchor noted. */
  private resolve(value: unknown, path: Path, place: Place): unknown {
    if (!isAlias(value)) {
      const anchor = (value as { anchor?: string } | null)?.anchor;
      if (anchor) this.anchors.set(anchor, value as Node);
      return value;
    }
    const target = this.anchors.get(value.source);
    if (!target)
      this.error(
        place,
        path,
        `\`*${value.source}\` names an anchor that isn't set before it`,
        `set \`&${value.source}\` first`,
      );
    return target;
  }

  private isShared(node: unknown): boolean {
    const anchor = (node as { anchor?: string } | null)?.anchor;
    return anchor !== undefined && this.used.has(anchor);
  }

  private placeOfNode(value: unknown, otherwise: Place): Place {
    const range = (value as { range?: [number, number, number] } | null)?.range;
    return range ? this.placeOf(range[0]) : otherwise;
  }

  private refuse(place: Place, path: Path): void {
    if (this.refused) return;
    this.refused = true;
    this.error(
      place,
      path.slice(0, 6),
      'grows beyond all measure through its aliases',
      'write the values out, without `*alias`',
    );
  }

  private error(place: Place, path: Path, message: string, fix: string, rule: RuleName = 'yaml'): void {
    this.broken ||= rule === 'yaml';
    this.report({ place, path, severity: 'error', rule, message, fix });
  }
}

/** Keys are strings in Helm's eyes, whatever they look like: `1: …` and `on: …` keep their spelling. */
function keyName(key: Scalar): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && (typeof key.value === 'symbol' || (key.type === 'PLAIN' && key.value === '<<'));
}

function plain(value: unknown): null | boolean | number | string {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  return String(value);
}
