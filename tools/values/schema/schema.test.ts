import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { SourceError } from '../errors';
import { temporaryFolder } from '../testing/io';
import { assertSchema } from './ajv';
import { bundleSchema } from './bundle';
import { cachedValidator } from './cached-validator';
import { lintSchema } from './lint';
import { shipSchema } from './ship';
import { defaultOf, describeBounds, schemaAt } from './tree';
import type { JsonSchema } from './types';

function bundleOf(folder: string, files: Record<string, JsonSchema>): JsonSchema {
  for (const [name, schema] of Object.entries(files)) {
    const file = path.join(folder, 'schemas', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(schema));
  }
  return bundleSchema(path.join(folder, 'schemas/root.schema.json'));
}

describe('bundling', () => {
  test('brings in other files and their definitions, each once', (t) => {
    const bundle = bundleOf(temporaryFolder(t), {
      'root.schema.json': {
        properties: { a: { $ref: 'parts/a.schema.json' }, b: { $ref: 'parts/a.schema.json#/definitions/size' } },
      },
      'parts/a.schema.json': {
        type: 'object',
        properties: { size: { $ref: '#/definitions/size' } },
        definitions: { size: { type: 'string' } },
      },
    });
    assert.deepEqual(bundle, {
      properties: { a: { $ref: '#/definitions/a' }, b: { $ref: '#/definitions/size' } },
      definitions: {
        a: { type: 'object', properties: { size: { $ref: '#/definitions/size' } } },
        size: { type: 'string' },
      },
    });
  });

  test('copies a single property of another file to its place, where what stands beside the reference wins', (t) => {
    const bundle = bundleOf(temporaryFolder(t), {
      'root.schema.json': {
        properties: { port: { $ref: 'env.json#/properties/PORT', description: 'API.', minimum: 1024 } },
      },
      'env.json': { properties: { PORT: { description: 'Port.', type: 'integer', minimum: 0, maximum: 65535 } } },
    });
    assert.deepEqual(bundle, {
      properties: { port: { description: 'API.', type: 'integer', minimum: 1024, maximum: 65535 } },
    });
  });

  test('gives definitions of the same name in two files two names', (t) => {
    const part = (type: string): JsonSchema => ({ $ref: '#/definitions/size', definitions: { size: { type } } });
    const bundle = bundleOf(temporaryFolder(t), {
      'root.schema.json': { properties: { a: { $ref: 'a.json' }, b: { $ref: 'b.json' } } },
      ...{ 'a.json': part('string'), 'b.json': part('number') },
    });
    assert.deepEqual([schemaAt(bundle, ['a'])?.type, schemaAt(bundle, ['b'])?.type], ['string', 'number']);
  });

  test('refuses references that are remote or lead nowhere', (t) => {
    const folder = temporaryFolder(t);
    const refusal = ($ref: string) => () => bundleOf(folder, { 'root.schema.json': { properties: { a: { $ref } } } });
    assert.throws(refusal('https://example.com/a.json'), /root\.schema\.json: \$ref https:.* is remote/);
    assert.throws(refusal('#/definitions/a'), /root\.schema\.json: \$ref #\/definitions\/a leads nowhere/);
    assert.throws(refusal('missing.json'), SourceError);
  });
});

describe('the shipped schema', () => {
  test('has each of our formats as a pattern, which Helm knows, and leaves examples alone', () => {
    const shipped = shipSchema({
      properties: { a: { format: 'k8s-quantity', examples: [{ format: 'k8s-quantity' }] } },
    });
    assert.match(shipped.properties?.['a']?.pattern ?? '', /Mi/);
    assert.deepEqual(shipped.properties?.['a']?.examples, [{ format: 'k8s-quantity' }]);
    assert.match(shipped.$comment ?? '', /don't edit/);
  });
});

describe('the sources must', () => {
  test('describe and type every property, and say whether maps are open', () => {
    const problems = lintSchema({
      additionalProperties: false,
      properties: { a: { type: 'object', properties: { b: { description: 'B.' } } } },
    });
    assert.deepEqual(problems, [
      'a has no description',
      "a doesn't say whether other keys are allowed (additionalProperties)",
      'a.b has no type',
    ]);
  });

  test('use no keyword or format that nobody defined', () => {
    assert.throws(() => assertSchema({ typ: 'object' } as JsonSchema), /typ/);
    assert.throws(() => assertSchema({ type: 'string', format: 'colour' }), /colour/);
    assert.doesNotThrow(() => assertSchema({ type: 'string', format: 'k8s-quantity', 'x-unit': 'bytes' }));
  });
});

test('bounds are put into words, also those that a value must not reach', () => {
  const bounds: JsonSchema[] = [
    { minimum: 1, maximum: 9 },
    { exclusiveMinimum: 0, exclusiveMaximum: 1 },
    { exclusiveMinimum: 0, maximum: 10 },
    { minimum: 0 },
    { enum: ['', 'a'] },
    {},
  ];
  assert.deepEqual(bounds.map(describeBounds), [
    ...['1 to 9', 'more than 0 and less than 1', 'more than 0 and at most 10', 'at least 0', '"", a', ''],
  ]);
});

test('defaults come from the properties, and those without one are not written', () => {
  const node: JsonSchema = {
    properties: { a: { default: 1 }, b: { properties: { c: { default: [] }, d: {} } }, e: { properties: { f: {} } } },
  };
  assert.deepEqual(defaultOf(node, node), { a: 1, b: { c: [] } });
});

describe('the validator in the cache', () => {
  const schema: JsonSchema = {
    properties: {
      size: { type: 'string', format: 'k8s-quantity', 'x-unit': 'bytes' },
      count: { type: 'integer', maximum: 3 },
    },
    additionalProperties: false,
  };
  const wrong = { size: '64MB', count: 4, other: 1 };

  test('finds what a fresh one finds, and is made anew when it is cut short', async (t) => {
    const folder = temporaryFolder(t);
    const errorsOf = async () => {
      const validate = await cachedValidator(schema, folder);
      validate(wrong);
      return validate.errors?.map(({ keyword, instancePath, data, params }) => ({
        keyword,
        instancePath,
        data,
        params,
      }));
    };
    const fresh = await errorsOf();
    assert.equal(fresh?.length, 3);
    const [name = ''] = readdirSync(path.join(folder, 'validators'));
    const file = path.join(folder, 'validators', name);
    assert.deepEqual(await errorsOf(), fresh);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 500));
    assert.deepEqual(await errorsOf(), fresh);
  });

  test('is another one for another schema', async (t) => {
    const folder = temporaryFolder(t);
    await cachedValidator(schema, folder);
    const validate = await cachedValidator({ ...schema, additionalProperties: true }, folder);
    validate(wrong);
    assert.equal(validate.errors?.length, 2);
  });
});
