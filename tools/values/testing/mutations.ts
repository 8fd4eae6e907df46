/** Profiles gone wrong: keys renamed, moved, retyped, deleted, doubled, and values that the schema might allow. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { PROJECT_ROOT } from '../io';
import { isObject, type Json, type JsonObject } from '../json';
import { resolveRef, walkProperties } from '../schema/tree';
import type { JsonSchema } from '../schema/types';
import { inRoot, PATHS } from '../tme1crv/project';

/** What is done to a profile: the operation, and numbers that choose among what is there. */
interface Step {
  what: 'rename' | 'move' | 'retype' | 'delete' | 'double' | 'set';
  at: number;
  to: number;
  key: string;
  value: Json;
}

const PROFILES = readdirSync(inRoot(PROJECT_ROOT, PATHS.profiles)).map((name) =>
  readFileSync(path.join(inRoot(PROJECT_ROOT, PATHS.profiles), name), 'utf8'),
);

/** Texts of values files, most of them wrong in some way; `rightOnly` keeps to what the schema might allow. */
export function mutatedProfiles(schema: JsonSchema, rightOnly = false): fc.Arbitrary<string> {
  const settable = [...walkProperties(resolveRef(schema, schema), schema)].filter(
    ({ schema: node }) => !node.properties,
  );
  const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
  const all: Step['what'][] = ['rename', 'move', 'retype', 'delete', 'double', 'set'];
  const step: fc.Arbitrary<Step> = fc.record({
    what: rightOnly ? fc.constantFrom<Step['what']>('delete', 'set', 'set', 'set') : fc.constantFrom(...all),
    at: fc.nat(),
    to: fc.nat(),
    key: fc.string({ maxLength: 12 }),
    value: json,
  });
  return fc
    .tuple(fc.constantFrom(...PROFILES), fc.array(step, { minLength: 1, maxLength: rightOnly ? 6 : 3 }))
    .map(([profile, steps]) => {
      const values = (parse(profile) ?? {}) as JsonObject;
      let doubled = '';
      for (const one of steps) {
        if (one.what === 'double')
          doubled += `\n${stringify(pick(Object.entries(values), one.at) ?? [], { version: '1.1' })}`;
        else apply(one, values, settable);
      }
      const text = stringify(values, { version: '1.1' });
      const [first = ''] = Object.keys(values);
      return doubled && first ? `${text}${stringify({ [first]: values[first] }, { version: '1.1' })}` : text;
    });
}

// --- internal ---

type Settable = { path: readonly string[]; schema: JsonSchema };

const pick = <T>(items: readonly T[], number: number): T | undefined => items[number % Math.max(items.length, 1)];

interface Spot {
  parent: JsonObject;
  key: string;
}

function spots(node: JsonObject): Spot[] {
  return Object.entries(node).flatMap(([key, child]) => [
    { parent: node, key },
    ...(isObject(child) ? spots(child as JsonObject) : []),
  ]);
}

function apply({ what, at, to, key, value }: Step, values: JsonObject, settable: readonly Settable[]): void {
  const spot = pick(spots(values), at);
  if (what === 'set') {
    const chosen = pick(settable, at);
    if (chosen) setAt(values, chosen.path, plausible(chosen.schema, to, value));
  } else if (spot && what === 'delete') delete spot.parent[spot.key];
  else if (spot && what === 'retype') spot.parent[spot.key] = value;
  else if (spot && what === 'rename') rename(spot, to % 3 === 0 ? key : slip(spot.key, to));
  else if (spot && what === 'move') {
    const target = pick(spots(values), to);
    const child = target?.parent[target.key];
    const moved = spot.parent[spot.key] as Json;
    delete spot.parent[spot.key];
    // Not into itself: YAML has no circles.
    if (isObject(child) && child !== moved && !spots({ moved }).some(({ parent }) => parent === child)) {
      (child as JsonObject)[spot.key] = moved;
    } else values[spot.key] = moved;
  }
}

function rename({ parent, key }: Spot, name: string): void {
  const value = parent[key] as Json;
  delete parent[key];
  parent[name] = value;
}

/** A slip of the finger: a letter lost, doubled, or swapped with its neighbour. */
function slip(key: string, number: number): string {
  const at = number % Math.max(key.length, 1);
  const letter = key[at] ?? '';
  const slips = [
    key.slice(0, at) + key.slice(at + 1),
    key.slice(0, at) + letter + key.slice(at),
    key.slice(0, at) + (key[at + 1] ?? '') + letter + key.slice(at + 2),
  ];
  return slips[number % slips.length] ?? key;
}

function setAt(values: JsonObject, keys: readonly string[], value: Json): void {
  let map = values;
  for (const key of keys.slice(0, -1)) {
    if (!isObject(map[key])) map[key] = {};
    map = map[key] as JsonObject;
  }
  map[keys.at(-1) as string] = value;
}

const QUANTITIES = ['1', '100m', '250m', '64Mi', '1.5Gi', '2G', '1e9', '3Ei', 2, 500_000_000];

/** A value of the right kind, often at the edge of what is allowed. */
function plausible(schema: JsonSchema, number: number, anything: Json): Json {
  const [type] = [schema.type].flat();
  const example = schema.examples?.[0];
  if (schema.enum) return pick(schema.enum, number) as Json;
  if (schema.format === 'k8s-quantity') return pick(QUANTITIES, number) as Json;
  if (schema.format === 'prometheus-duration') return pick(['5s', '15s', '1m', '10d', '1h30m'], number) as Json;
  if (type === 'boolean') return number % 2 === 0;
  if (type === 'integer' || type === 'number') {
    return pick([schema.minimum ?? 1, schema.maximum ?? 50, 3, 7, 60, 0.25, 1000], number) as number;
  }
  if (example !== undefined) return example;
  if (type === 'array') return [];
  if (type === 'object') return {};
  return type === 'string'
    ? (pick(['', 'a', 'one-two', '/x', 'redis://host:6379', '"q": {{ x }}'], number) as string)
    : anything;
}
