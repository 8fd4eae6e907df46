import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { isObject, type JsonObject } from '../json';
import { generator } from '../testing/random';
import { mergeAsHelm } from './merge';
import { readValues } from './read';
import { type MapNode, nodeAt, placeAt, toJson } from './source';

const read = (values: JsonObject, file = 'f') => readValues(stringify(values), file).root as MapNode;
const plain = (node: MapNode) => JSON.parse(JSON.stringify(toJson(node)));
const merge = (defaults: JsonObject, ...files: JsonObject[]) =>
  plain(
    mergeAsHelm(
      read(defaults),
      files.map((file) => read(file)),
    ),
  );

describe('merging as Helm does', () => {
  test('maps merge deeply, lists and single values are replaced', () => {
    const merged = merge({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3], e: 4 } }, { d: { f: 5 } });
    assert.deepEqual(merged, { a: { b: 1, c: [3], e: 4 }, d: { f: 5 } });
  });

  test('null takes a default away, at any depth', () => {
    assert.deepEqual(merge({ a: { b: 1, c: 2 }, d: 1 }, { a: { b: null }, d: null }), { a: { c: 2 } });
  });

  test('a null that takes nothing away stays', () => {
    assert.deepEqual(merge({ a: 1 }, { b: null, c: { d: null } }), { a: 1, b: null, c: { d: null } });
  });

  test("a later file's map brings back what an earlier null took away", () => {
    assert.deepEqual(merge({ a: { b: 1, c: 2 } }, { a: null }, { a: { c: 3 } }), { a: { b: 1, c: 3 } });
  });

  test("under a subchart's key only what the subchart has a default for can be taken away", () => {
    const leaf = { kind: 'scalar', open: false, hasDefault: true, keys: {} } as const;
    const tree = { kind: 'map', open: false, hasDefault: true, keys: { known: leaf } } as const;
    const defaults = read({ sub: { known: 1, ours: 2 } });
    const merged = mergeAsHelm(defaults, [read({ sub: { known: null, ours: null } })], new Map([['sub', tree]]));
    assert.deepEqual(plain(merged), { sub: { ours: null } });
  });

  test('each value knows the file that set it last, and a removed one where it was removed', () => {
    const files = [read({ a: { b: 1, c: 1 } }, 'one'), read({ a: { c: 2, d: null } }, 'two')];
    const merged = mergeAsHelm(read({ a: { b: 0, c: 0, d: 0, e: 0 } }, 'defaults'), files);
    const fileOf = (key: string) => nodeAt(merged, ['a', key])?.place.file;
    assert.deepEqual(['b', 'c', 'd', 'e'].map(fileOf), ['one', 'two', undefined, 'defaults']);
    assert.deepEqual(placeAt(merged, ['a', 'd']), { file: 'two', line: 3, column: 3 });
  });

  test('agrees with the rule written down in its shortest form, on random values', () => {
    const random = generator(20_261_124);
    for (let round = 0; round < 300; round++) {
      const [defaults, first, second] = [randomMap(random, 3), randomMap(random, 3), randomMap(random, 3)];
      const files = [first, second];
      assert.deepEqual(
        merge(defaults, ...files),
        coalesce(defaults, overlay(first, second)),
        JSON.stringify({ defaults, files }),
      );
    }
  });
});

// --- the rule in its shortest form ---

function overlay(a: JsonObject, b: JsonObject): JsonObject {
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? overlay(below as JsonObject, value as JsonObject) : value;
  }
  return result;
}

function coalesce(defaults: JsonObject, over: JsonObject, top = true): JsonObject {
  const result = overlay(defaults, over);
  for (const [key, value] of Object.entries(defaults)) {
    const above = over[key];
    // Further down, a default that is null itself can't be taken away.
    if (above === null && (top || value !== null)) delete result[key];
    else if (isObject(value) && isObject(above))
      result[key] = coalesce(value as JsonObject, above as JsonObject, false);
  }
  return result;
}

function randomMap(random: () => number, depth: number): JsonObject {
  const keys = ['a', 'b', 'c', 'd'].filter(() => random() < 0.6);
  return Object.fromEntries(
    keys.map((key) => {
      const kind = random();
      if (depth > 0 && kind < 0.45) return [key, randomMap(random, depth - 1)];
      if (kind < 0.6) return [key, null];
      return [key, kind < 0.7 ? [1, 2].slice(0, Math.floor(random() * 3)) : Math.floor(random() * 9)];
    }),
  );
}
