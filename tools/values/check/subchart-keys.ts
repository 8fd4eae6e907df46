/** Keys that are handed to a subchart: Helm swallows a misspelt one without a word. */
import type { Finding } from '../findings';
import { isObject, type Json } from '../json';
import { resolveRef } from '../schema/tree';
import type { JsonSchema } from '../schema/types';
import { defaultOfTree, type KeyNode, unknownNode } from '../subcharts/key-tree';
import { type MapNode, nodeAt, type SourceNode, toJson } from '../yaml/source';
import { lostDigits } from './lost-digits';
import type { KnownKeys } from './unknown-key';
import { describeValue, typeFix } from './words';

/** Checks the merged values under each subchart's key against what that subchart knows. */
export function checkSubchartKeys(
  merged: MapNode,
  trees: ReadonlyMap<string, KeyNode>,
  schema: JsonSchema,
  known: KnownKeys,
  anyKind: ReadonlySet<string>,
): Finding[] {
  const findings: Finding[] = [];
  const root = resolveRef(schema, schema);
  const checker = new Checker({ merged, trees, schema, known, anyKind }, findings);
  for (const [key, tree] of trees) {
    const node = merged.entries.get(key);
    if (node?.kind === 'map') checker.map(node, tree, resolveRef(root.properties?.[key] ?? {}, schema), [key]);
  }
  return findings;
}

// --- internal ---

/** Where only our own schema names a key, the subchart says nothing about what is in it. */
const ANYTHING = unknownNode();

/** Maps whose keys are the user's own, whatever the subchart's default holds. */
const FREE_FORM =
  /(labels|annotations|selector|config|env|data|args|capabilities|\.(ini|ya?ml|json|toml))$|^(extra|additional)/i;

interface Facts {
  merged: MapNode;
  trees: ReadonlyMap<string, KeyNode>;
  schema: JsonSchema;
  known: KnownKeys;
  anyKind: ReadonlySet<string>;
}

class Checker {
  private readonly schema: JsonSchema;

  constructor(
    private readonly facts: Facts,
    private readonly findings: Finding[],
  ) {
    this.schema = facts.schema;
  }

  map(node: MapNode, tree: KeyNode, ours: JsonSchema, path: readonly string[]): void {
    this.removedMaps(node, tree, ours, path);
    for (const [key, child] of node.entries) {
      const childPath = [...path, key];
      const childTree = Object.hasOwn(tree.keys, key) ? tree.keys[key] : undefined;
      const childOurs = ours.properties?.[key];
      if (childTree || childOurs) {
        this.value(child, childTree ?? ANYTHING, resolveRef(childOurs ?? {}, this.schema), childPath);
      } else {
        this.unknown(child, tree, ours, childPath);
      }
    }
  }

  /** `tls: null`: the subchart's templates then read `enabled` of nothing, and stop. */
  private removedMaps({ removed }: MapNode, tree: KeyNode, ours: JsonSchema, path: readonly string[]): void {
    for (const [key, place] of removed ?? []) {
      const gone = Object.hasOwn(tree.keys, key) ? tree.keys[key] : undefined;
      if (gone?.kind !== 'map' || Object.keys(gone.keys).length === 0) continue;
      if (ours.properties?.[key]) continue; // the schema says what ours need
      const message = 'takes the whole map away; templates of the subchart that read its keys stop';
      const fix = `set the keys in it, such as ${Object.keys(gone.keys)[0]}`;
      this.findings.push({ place, path: [...path, key], severity: 'warning', rule: 'removed-map', message, fix });
    }
  }

  private value(node: SourceNode, tree: KeyNode, ours: JsonSchema, path: readonly string[]): void {
    if (node.kind === 'scalar' && node.value === null) return;
    if (ours.type === undefined) {
      // Otherwise the schema has said it already.
      const wrong =
        mistyped(node, tree, this.facts.anyKind.has(path.join('.'))) ??
        lostDigits(node, path.at(-1) ?? '', tree.default);
      if (wrong) {
        const place = node.kind === 'scalar' ? node.valuePlace : node.place;
        this.findings.push({ place, path, severity: 'error', rule: 'subchart-type', ...wrong });
        return;
      }
    }
    if (node.kind === 'map' && !FREE_FORM.test(path.at(-1) as string)) {
      this.map(node, tree, ours, path);
    }
  }

  /** Whether a map or value says what is the default at the one place where it belongs, and nothing is set there. */
  private isDefault(node: SourceNode, meant: readonly (readonly (string | number)[])[] = []): boolean {
    const [place, other] = meant;
    if (!place || other || nodeAt(this.facts.merged, place.map(String))) return false;
    const tree = treeAt(place.map(String), this.facts.trees);
    return tree !== undefined && isPartOf(toJson(node), defaultOfTree(tree));
  }

  /**
   * Near an existing key, or one that stands elsewhere: surely a slip. Otherwise the subchart may still use it in a way that can't be
   * seen: a warning. So is what stands in a wrong place and says there no more than the right place does by itself: nothing is lost by it. A map that
   * takes any key is left alone, but for what is near one of those it has.
   */
  private unknown(node: SourceNode, tree: KeyNode, ours: JsonSchema, path: readonly string[]): void {
    const siblings = [...new Set([...Object.keys(ours.properties ?? {}), ...Object.keys(tree.keys)])];
    const { fix, slip, meant } = this.facts.known.advice(path, siblings);
    const closed = !tree.open && tree.kind === 'map';
    const { place } = node;
    const rule = 'unknown-subchart-key';
    if (slip === 'misplaced' && closed && this.isDefault(node, meant)) {
      const message = `${UNKNOWN}; what it says is so anyway`;
      this.findings.push({ place, path, severity: 'warning', rule, message, fix, meant });
    } else if (slip === 'misspelt' || (slip === 'misplaced' && closed))
      this.findings.push({ place, path, severity: 'error', rule, message: 'unknown key', fix, meant });
    else if (slip === 'renamed' || closed)
      this.findings.push({ place, path, severity: 'warning', rule, message: UNKNOWN, fix, meant });
  }
}

/** The node of a path that begins with the subchart's key. */
function treeAt([chart = '', ...keys]: readonly string[], trees: ReadonlyMap<string, KeyNode>): KeyNode | undefined {
  return keys.reduce<KeyNode | undefined>(
    (node, key) => (node && Object.hasOwn(node.keys, key) ? node.keys[key] : undefined),
    trees.get(chart),
  );
}

/** Whether every value in the first is in the second, too. */
function isPartOf(part: Json, whole: Json | undefined): boolean {
  if (!isObject(part)) return JSON.stringify(part) === JSON.stringify(whole);
  const of = whole as Record<string, Json> | undefined;
  return isObject(whole) && Object.entries(part).every(([key, value]) => isPartOf(value as Json, of?.[key]));
}

const UNKNOWN = "the subchart doesn't know this key, and Helm will ignore it";

/** A value of another kind than the subchart's default. `anyKind`: its templates take others too. A text may be a template, and what is empty is nothing to templates. */
function mistyped(node: SourceNode, tree: KeyNode, anyKind: boolean): { message: string; fix: string } | undefined {
  const value = toJson(node);
  const is = `is ${describeValue(value)}; the subchart expects`;
  const keys = Object.keys(tree.keys);
  if (tree.kind === 'map' && keys.length > 0 && node.kind !== 'map') {
    return { message: `${is} a map`, fix: `its keys are ${keys.slice(0, 8).join(', ')}` };
  }
  if (tree.kind === 'boolean') {
    if (node.kind === 'scalar' && isBooleanWord(node.value))
      return { message: `${is} a boolean, and takes any string for true`, fix: 'remove the quotes' };
    if (node.kind !== 'scalar') return { message: `${is} a boolean`, fix: 'write true or false' };
  }
  if (isEmpty(node) || isTemplateText(node)) return undefined;
  if (tree.kind === 'map' && node.kind !== 'map')
    return { message: `${is} a map`, fix: typeFix(value, ['object']) ?? 'write `key: value` lines' };
  if (tree.kind === 'list' && node.kind !== 'list' && !anyKind)
    return { message: `${is} a list`, fix: typeFix(value, ['array']) ?? 'put a dash before each entry' };
  if (tree.kind === 'scalar' && node.kind !== 'scalar' && !anyKind)
    return { message: `${is} a single value`, fix: `its default is ${JSON.stringify(tree.default)}` };
  return undefined;
}

const isEmpty = (node: SourceNode) =>
  node.kind === 'scalar' ? node.value === '' : node.kind === 'list' ? node.items.length === 0 : node.entries.size === 0;

const isTemplateText = (node: SourceNode) =>
  node.kind === 'scalar' && typeof node.value === 'string' && /\{\{|\n/.test(node.value);

function isBooleanWord(value: unknown): value is string {
  return typeof value === 'string' && /^(true|false|yes|no|on|off)$/i.test(value);
}
