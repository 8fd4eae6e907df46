/** Puts what `--set` and its like say into values, as Helm does: after the files are merged, before the chart's defaults. */
import { UsageError } from '../errors';
import { formatPlace } from '../findings';
import { isObject, type Json } from '../json';
import { mergeFiles } from './merge';
import type { Assignment } from './set-option';
import type { MapNode, Place, SourceNode } from './source';

/**
 * The values with one more assignment.
 * @throws UsageError when the path goes through something that is no map or no list, which Helm can't do
 */
export function assign(root: MapNode, assignment: Assignment): MapNode {
  const { path, value, name } = assignment;
  // An option has no lines; findings then show its name alone.
  const place: Place = { file: name, line: 0, column: 0 };
  if (path.length === 0) return mergeFiles([root, nodeOf(value, place) as MapNode]);
  return set(root, path, value, place) as MapNode;
}

// --- internal ---

function set(node: SourceNode | undefined, path: readonly (string | number)[], value: Json, place: Place): SourceNode {
  const [step, ...rest] = path;
  if (step === undefined) return nodeOf(value, place);
  if (typeof step === 'string') {
    const map = node ?? emptyMap(place);
    if (map.kind !== 'map') throw wrongKind(place, step, 'a key', map);
    return { ...map, entries: new Map(map.entries).set(step, set(map.entries.get(step), rest, value, place)) };
  }
  const list = node ?? { kind: 'list', items: [], place, valuePlace: place };
  if (list.kind !== 'list') throw wrongKind(place, `[${step}]`, 'a position', list);
  const items = [...list.items];
  while (items.length < step) items.push(nodeOf(null, place));
  const before = items[step];
  // Helm puts a map in the place of an item that is none, and a list in that of null.
  const kept =
    typeof rest[0] === 'string' ? before?.kind === 'map' : before?.kind !== 'scalar' || before.value !== null;
  items[step] = set(kept ? before : undefined, rest, value, place);
  return { ...list, items };
}

function wrongKind({ file }: Place, step: string, what: string, node: SourceNode): UsageError {
  const found = node.kind === 'scalar' ? 'a single value' : `a ${node.kind}`;
  return new UsageError(
    `${file}: ${step} would be ${what} in ${found} (${formatPlace(node.place)}); Helm refuses that`,
  );
}

function nodeOf(value: Json, place: Place): SourceNode {
  const placed = { place, valuePlace: place };
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => nodeOf(item, place)), ...placed };
  if (!isObject(value)) return { kind: 'scalar', value, ...placed };
  const entries = Object.entries(value).map(([key, child]) => [key, nodeOf(child as Json, place)] as const);
  return { kind: 'map', entries: new Map(entries), ...placed };
}

function emptyMap(place: Place): MapNode {
  return { kind: 'map', entries: new Map(), place, valuePlace: place };
}
