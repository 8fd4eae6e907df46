import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SCHEMA_RULES } from './check/schema';
import { validateFiles } from './check/validate';
import type { Finding } from './findings';
import { isObject } from './json';
import { schemaAt } from './schema/tree';
import type { JsonSchema } from './schema/types';
import { CONTEXT } from './testing/chart';
import { RULE_BOOK } from './tme1crv/rule-book';

const findingsOf = (bytes: string): Finding[] => validateFiles([{ name: 'f', bytes }], CONTEXT);
const says = (findings: readonly Finding[]) => findings.map(({ rule, message }) => `${rule}: ${message}`);

describe('the example of each rule', () => {
  // What only a render shows: integration/deep.test.ts.
  for (const { name, example } of RULE_BOOK.filter(({ deep }) => !deep)) {
    test(`${name}: the wrong one has this finding and no other, the right one has none`, () => {
      assert.deepEqual([...new Set(findingsOf(example.wrong).map(({ rule }) => rule))], [name]);
      assert.deepEqual(says(findingsOf(example.right)), []);
    });
  }
});

test('no rule has the name of a value, which explain would not know apart', () => {
  const paths = new Set([...CONTEXT.subcharts.keys()]);
  assert.deepEqual(
    RULE_BOOK.filter(({ name }) => schemaAt(CONTEXT.schema, [name]) !== undefined || paths.has(name)),
    [],
  );
});

test('each keyword of the schema that a value can break has a rule', () => {
  const broken = new Set<string>();
  const look = (schema: JsonSchema) => {
    for (const keyword of Object.keys(schema)) broken.add(keyword);
    for (const child of Object.values(schema.properties ?? {})) look(child);
    for (const child of Object.values(schema.definitions ?? {})) look(child);
    for (const child of [schema.items, schema.additionalProperties]) if (isObject(child)) look(child);
  };
  look(CONTEXT.schema);
  const silent = ['title', 'description', 'default', 'examples', 'definitions', 'properties', 'items', 'x-unit'];
  const ruled = [...Object.keys(SCHEMA_RULES), 'additionalProperties', ...silent];
  assert.deepEqual(
    [...broken].filter((keyword) => !keyword.startsWith('$') && !ruled.includes(keyword)),
    [],
  );
});

test('each is told in sentences', () => {
  for (const { name, what, why } of RULE_BOOK) {
    assert.match(what, /^(grafana\.ini|[A-Z]).*\.$/, name);
    assert.match(why, /^[A-Z`].*[.)]$/, name);
  }
});
