/** What `key: null` takes away: the shipped schema, which Helm applies to the merged values, and `validate` refuse the same. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { checkRemovedKeys } from '../../check/removed-keys';
import { PROJECT_ROOT } from '../../io';
import type { JsonObject } from '../../json';
import { compileSchema } from '../../schema/ajv';
import { bundleSchema } from '../../schema/bundle';
import { defaultOf, resolveRef, walkProperties } from '../../schema/tree';
import { readValues } from '../../yaml/read';
import type { MapNode } from '../../yaml/source';
import { inRoot, PATHS } from '../project';
import { dispensable } from '../tables/dispensable';
import { shipSchema } from './ship';

const schema = bundleSchema(inRoot(PROJECT_ROOT, PATHS.valuesSchema));
const defaults = readFileSync(inRoot(PROJECT_ROOT, PATHS.values), 'utf8');

function toolRefuses(path: readonly string[]): boolean {
  const text = path.reduceRight((value, key) => `{ ${JSON.stringify(key)}: ${value} }`, 'null');
  return checkRemovedKeys(readValues(text, 'null.yaml').root as MapNode, schema, dispensable).length > 0;
}

test('every key of the chart’s own', () => {
  const validate = compileSchema(shipSchema(schema));
  const own = [...walkProperties(resolveRef(schema, schema), schema)].filter(
    ({ path, schema: node }) =>
      !['redis', 'kube-prometheus-stack', 'global'].includes(path[0] as string) &&
      defaultOf(node, schema) !== undefined,
  );
  assert.ok(own.length > 100);
  const differing = own.flatMap(({ path }) => {
    const values = parse(defaults) as JsonObject;
    const parent = path.slice(0, -1).reduce<JsonObject | undefined>((map, key) => map?.[key] as JsonObject, values);
    delete parent?.[path.at(-1) as string];
    const helmRefuses = !validate(values);
    // Without the whole map of the web app Helm can't tell merged values from a file: the templates stop.
    return helmRefuses === toolRefuses(path) || path.join('.') === 'webapp'
      ? []
      : [`${path.join('.')}: ${helmRefuses}`];
  });
  assert.deepEqual(differing, []);
});
