import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { ValidateFunction } from 'ajv';
import { SourceError } from '../errors';
import { PROJECT_ROOT } from '../io';
import { temporaryFolder } from '../testing/io';
import { shipSchema } from '../tme1crv/generate/ship';
import { PATHS } from '../tme1crv/project';
import { validatorOf } from '../tme1crv/validator';
import { assertSchema, compileSchema } from './ajv';
import { bundleSchema } from './bundle';
import { lintSchema } from './lint';
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

describe('the validator', () => {
  const bundled = bundleSchema(path.join(PROJECT_ROOT, PATHS.valuesSchema));
  const findings = (validate: ValidateFunction) => {
    validate({
      webapp: { replicaCount: 'two', service: { port: 70_000 }, resources: { limits: { memory: '64MB' } } },
      other: 1,
    });
    return validate.errors?.map(({ keyword, instancePath, data, params }) => ({ keyword, instancePath, data, params }));
  };

  test('that is generated finds what a fresh one finds', async () => {
    const generated = await validatorOf(bundled);
    assert.ok('schemaChecksum' in generated);
    assert.equal(findings(generated)?.length, 4);
    assert.deepEqual(findings(generated), findings(compileSchema(bundled)));
  });

  test('of a schema that has changed since is made anew', async () => {
    const validate = await validatorOf({ ...bundled, additionalProperties: true });
    assert.equal(findings(validate)?.length, 3);
  });
});
