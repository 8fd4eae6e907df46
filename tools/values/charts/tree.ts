/**
 * What a chart knows of its values, from its own files alone: the defaults in values.yaml, what its templates do with values, its
 * schema, and the same of the charts inside it.
 */
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Json } from '../json';
import type { ChartFiles } from '../subcharts/chart-files';
import { type KeyNode, type KeyUsage, knownSchema, unknownNode } from '../subcharts/key-tree';
import { Interpreter } from '../templates/interpret';
import { parseTemplate, type Statement, type Template } from '../templates/parse';
import { Usage } from '../templates/usage';
import { hostileReason, MAX_CHART_TOKENS } from '../yaml/limits';
import { boundedTree, type Room, takeRoom } from './bounded-tree';
import { shareGlobals } from './globals';
import { mentionedWords } from './mentioned';

export interface ChartKnown {
  tree: KeyNode;
  /** Words that its sources use as keys. */
  words: string[];
  /** Its templates were more than could be looked into: nothing is said about keys that nobody seems to use. */
  unsure: boolean;
}

export function knownOf(chart: ChartFiles): ChartKnown {
  const counter = { next: 0 };
  const parts = partsOf(chart, counter);
  const defined = new Map<string, readonly Statement[]>();
  for (const { templates } of parts)
    for (const one of templates) for (const [name, body] of one.defined) defined.set(name, body);
  const interpreter = new Interpreter(defined);
  for (const { chart: one, usage, templates } of parts) {
    if (!one.library) for (const template of templates) interpreter.run(template, usage);
  }
  const usages = new Map(parts.map(({ chart: one, usage }) => [one, usage]));
  const unsure = interpreter.gaveUp;
  const tree = boundedTree((room) => treeOf(chart, usages, { open: false, unsure, beyond: 0, room }));
  shareGlobals(
    tree,
    parts.map(({ usage }) => usage.fields.get('global')),
  );
  return { tree, words: [...mentionedWords(chart)], unsure };
}

// --- internal ---

interface Part {
  chart: ChartFiles;
  usage: Usage;
  templates: Template[];
}

function partsOf(chart: ChartFiles, counter: { next: number }): Part[] {
  const texts = [...chart.templates, ...chart.texts];
  // Defaults may be templates themselves.
  if (chart.values.includes('{{')) texts.push(chart.values);
  const own: Part = { chart, usage: Usage.root(counter), templates: texts.map(parseTemplate) };
  return [...[...chart.subcharts.values()].flatMap((inner) => partsOf(inner, counter)), own];
}

function treeOf(chart: ChartFiles, usages: ReadonlyMap<ChartFiles, Usage>, around: Around): KeyNode {
  const usage = usages.get(chart) as Usage;
  const root = nodeOf(defaultsOf(chart), [usage], around);
  root.kind = 'map';
  root.open = false;
  root.usage = { ...root.usage, chart: true, closed: !around.unsure };
  // At the top a null of the user's takes away even a default that is null itself (Helm's coalesceValues).
  for (const node of Object.values(root.keys)) node.hasDefault = true;
  for (const [key, subchart] of chart.subcharts) {
    if (!subchart.library) root.keys[key] = over(root.keys[key], treeOf(subchart, usages, around));
  }
  for (const { key, conditions, tags, imports } of chart.dependencies) {
    const inner = chart.subcharts.get(key);
    // Of a chart that isn't there nobody knows the values.
    if (!inner) root.keys[key] = { ...unknownNode(), usage: { absent: true } };
    for (const path of conditions) addSwitch(root, path.split('.'));
    for (const tag of tags) addSwitch(root, ['tags', tag]);
    for (const { from, to } of inner ? imports : []) addImport(root, at(root.keys[key], from.split('.')), to);
  }
  const schema = schemaOf(chart);
  if (schema) root.schema = schema;
  return root;
}

function schemaOf({ name, schema }: ChartFiles): KeyNode['schema'] {
  if (schema.trim() === '') return undefined;
  try {
    return knownSchema(JSON.parse(schema));
  } catch (error) {
    throw new Error(
      `values.schema.json of ${name} is no JSON (${(error as Error).message}), so that Helm refuses the chart`,
    );
  }
}

function defaultsOf(chart: ChartFiles): Node | null {
  if (hostileReason(chart.values, MAX_CHART_TOKENS))
    throw new Error(`values.yaml of ${chart.name} is nothing that a person wrote`);
  const document = parseDocument(chart.values, { uniqueKeys: false, logLevel: 'silent', version: '1.1', merge: true });
  try {
    // What aliases and merge keys stand for is in it then.
    return document.createNode(document.toJS({ maxAliasCount: 1000 }) ?? {}) as Node;
  } catch {
    return document.contents as Node | null;
  }
}

interface Around {
  /** It is a part of something that is printed as a whole. */
  open: boolean;
  unsure: boolean;
  /** Levels since the last one that has a default. */
  beyond: number;
  room: Room;
}

function nodeOf(node: Node | null, usages: readonly Usage[], around: Around): KeyNode {
  takeRoom(around.room);
  const plain = plainNode(node);
  const beyond = node === null ? around.beyond + 1 : 0;
  if (beyond > around.room.levels) return { ...plain, usage: { whole: true } };
  const used = usages.filter(
    (one) => one.whole || one.ranged || one.text || one.condition || one.fields.size > 0 || one.entries,
  );
  const whole = around.open || used.some((one) => one.whole);
  const entries = usages.flatMap((one) => (one.entries ? [one.entries] : []));
  const inner = { ...around, open: whole, beyond };
  const keys: Record<string, KeyNode> = {};
  const given = isMap(node) ? node.items.map(({ key, value }) => [nameOf(key), value as Node | null] as const) : [];
  const asked = new Set(usages.flatMap((one) => [...one.fields.keys()]));
  const below = (key: string) => [...usages.flatMap((one) => one.fields.get(key) ?? []), ...entries];
  for (const [key, value] of given) keys[key] = nodeOf(value, below(key), inner);
  for (const key of asked) if (!Object.hasOwn(keys, key)) keys[key] = nodeOf(null, below(key), inner);
  const ranged = used.some((one) => one.ranged || one.entries);
  const fields = asked.size > 0 && used.length > 0;
  const open = whole || ranged || (!fields && Object.keys(keys).length === 0);
  const about: KeyUsage = {
    closed: fields && !open && !around.unsure,
    condition: used.some(({ condition }) => condition),
    text: used.some(({ text }) => text),
    whole,
    ranged,
    kinds: [...new Set(used.flatMap((one) => [...one.kinds]))],
    ...(ranged && plain.kind !== 'scalar' ? { entry: nodeOf(entryDefault(node), entries, inner) } : {}),
  };
  return { ...plain, open, keys, usage: about };
}

/** Of entries that are alike, one tells the form of all. */
const entryDefault = (node: Node | null): Node | null =>
  isSeq(node) ? ((node.items[0] ?? null) as Node | null) : null;

const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key);

function plainNode(node: Node | null): KeyNode {
  if (isMap(node)) {
    const empty = node.items.length === 0;
    return { kind: 'map', open: empty, hasDefault: true, ...(empty ? { default: {} } : {}), keys: {} };
  }
  if (isSeq(node)) return { kind: 'list', open: false, hasDefault: true, default: node.toJSON() as Json, keys: {} };
  const value = isScalar(node) ? (node.value as Json) : null;
  if (value === null || value === undefined) return unknownNode();
  if (value === '') return { ...unknownNode(), hasDefault: true, default: '' };
  const kind = typeof value === 'boolean' ? 'boolean' : 'scalar';
  return { kind, open: false, hasDefault: true, default: value, keys: {} };
}

/** The chart inside knows its values better than the outer one, which may set some of its defaults. */
function over(outer: KeyNode | undefined, inner: KeyNode): KeyNode {
  if (!outer) return inner;
  const keys = { ...outer.keys };
  for (const [key, node] of Object.entries(inner.keys)) keys[key] = over(keys[key], node);
  const kind = inner.kind === 'any' ? outer.kind : inner.kind;
  const own = outer.default ?? inner.default;
  const said = own === undefined || (kind === 'map' && Object.keys(keys).length > 0) ? {} : { default: own };
  const { default: _, ...rest } = inner;
  return { ...rest, ...said, kind, hasDefault: outer.hasDefault || inner.hasDefault, keys };
}

function at(node: KeyNode | undefined, path: readonly string[]): KeyNode | undefined {
  return path.reduce<KeyNode | undefined>(
    (one, key) => (one && Object.hasOwn(one.keys, key) ? one.keys[key] : undefined),
    node,
  );
}

function addSwitch(root: KeyNode, path: readonly string[]): void {
  let node = root;
  for (const key of path) {
    if (!Object.hasOwn(node.keys, key)) node.keys[key] = { ...unknownNode(), open: false };
    node = node.keys[key] as KeyNode;
  }
  node.usage = { ...node.usage, condition: true };
}

function addImport(root: KeyNode, from: KeyNode | undefined, to: string): void {
  let node: KeyNode = root;
  for (const key of to === '' ? [] : to.split('.')) {
    if (!Object.hasOwn(node.keys, key)) node.keys[key] = unknownNode();
    node = node.keys[key] as KeyNode;
  }
  for (const [key, one] of Object.entries(from?.keys ?? {})) node.keys[key] = over(node.keys[key], one);
}
