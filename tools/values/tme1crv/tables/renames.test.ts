/** Against the real subcharts: an old key is none of theirs any more, and a new one is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROJECT_ROOT, processIo } from '../../io';
import { bundleSchema } from '../../schema/bundle';
import { schemaAt } from '../../schema/tree';
import type { KeyNode } from '../../subcharts/key-tree';
import { loadSubcharts } from '../../subcharts/load';
import { chartFolder, inRoot, PATHS } from '../project';
import { OTHER_NAMES } from './other-names';
import { RENAMES, renamedTo } from './renames';

const { trees, missing } = loadSubcharts(chartFolder(PROJECT_ROOT), processIo());
const SCHEMA = bundleSchema(inRoot(PROJECT_ROOT, PATHS.valuesSchema));
const skip = missing.length > 0 ? "the subcharts aren't there (make deps)" : false;

function nodeOf([chart = '', ...keys]: readonly string[]): KeyNode | undefined {
  return keys.reduce<KeyNode | undefined>((node, key) => node?.keys[key], trees.get(chart));
}

test('no subchart has a default for a key that was renamed', { skip }, () => {
  const exact = RENAMES.map(({ from }) => from).filter((from) => !from.includes('*'));
  assert.deepEqual(
    exact.filter((from) => nodeOf(from.split('/'))?.hasDefault),
    [],
  );
});

test('every new place is one that this chart or a subchart knows', { skip }, () => {
  const places = RENAMES.filter(({ from }) => !from.includes('*')).flatMap(
    ({ from }) => renamedTo(from.split('/'))?.places ?? [],
  );
  assert.ok(places.length > 50);
  const unknown = places.filter(
    (place) => !nodeOf(place) && !nodeOf(place.slice(0, -1))?.open && !schemaAt(SCHEMA, place),
  );
  assert.deepEqual(
    unknown.map((place) => place.join('.')),
    [],
  );
});

test('a pattern leads to the place beside', () => {
  const { places } = renamedTo(['redis', 'replica', 'service', 'port']) ?? {};
  assert.deepEqual(places, [['redis', 'replica', 'service', 'ports', 'redis']]);
  assert.deepEqual(renamedTo(['redis', 'replica', 'service', 'ports']), undefined);
});

test('a renamed key of the exporter is not taken for one of Redis', () => {
  assert.equal(renamedTo(['redis', 'metrics', 'service', 'port'])?.to, 'it is redis.metrics.service.ports.http now');
});

test('a pattern reaches each component, also where a map takes any key', () => {
  assert.deepEqual(renamedTo(['redis', 'master', 'persistence', 'storageClassName'])?.places, [
    ['redis', 'master', 'persistence', 'storageClass'],
  ]);
  const { places } = renamedTo(['kube-prometheus-stack', 'grafana', 'ingress', 'className']) ?? {};
  assert.deepEqual(places, [['kube-prometheus-stack', 'grafana', 'ingress', 'ingressClassName']]);
});

test("what other charts call a value of this chart's own sections isn't its name here", () => {
  for (const { from, places = [] } of OTHER_NAMES) {
    assert.equal(schemaAt(SCHEMA, from.split('.')), undefined, from);
    for (const place of places) assert.ok(schemaAt(SCHEMA, place.split('.')), place);
  }
});
