/** Our merge against Helm's own: a chart with two levels of subcharts that prints the values it was given. */

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { PROJECT_ROOT } from '../io';
import { isObject, type Json, type JsonObject } from '../json';
import type { ChartFiles } from '../subcharts/chart-files';
import { keyTree } from '../subcharts/key-tree';
import { dependencies, findPackage } from '../subcharts/packages';
import { helmTemplate, writeTree } from '../testing/helm';
import { runCli, temporaryFolder } from '../testing/io';
import { chartFolder } from '../tme1crv/project';
import { type ChartDefaults, mergeAsHelm, mergeFiles, withSubchartDefaults } from '../yaml/merge';
import { readValues } from '../yaml/read';
import { type MapNode, toJson } from '../yaml/source';

const PRINT =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: probe}\ndata: {values: {{ .Values | toJson | quote }}}\n';
const metadata = (name: string, inside?: string) =>
  `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${inside ? `dependencies: [{name: ${inside}, version: 1.0.0}]\n` : ''}`;
const write = (values: JsonObject) => stringify(values, { version: '1.1' });

/** What the probe printed. */
function printed(manifest: string | undefined): JsonObject {
  assert.ok(manifest);
  return JSON.parse(parse(manifest.replace(/^---\n/, '')).data.values);
}

/** Values that meet each other at every level: maps, lists, single values and nulls under few names. */
const values = (depth: number): fc.Arbitrary<JsonObject> =>
  fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), node(depth), { maxKeys: 4 }) as fc.Arbitrary<JsonObject>;
const node = (depth: number): fc.Arbitrary<Json> => {
  const leaf = fc.oneof(
    fc.constant(null),
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom(true, 'text', []),
    fc.constant<Json>([1, 2]),
  );
  return depth === 0 ? leaf : fc.oneof({ weight: 2, arbitrary: values(depth - 1) }, { weight: 3, arbitrary: leaf });
};
const layered = fc
  .record({ own: values(2), sub: values(2), inner: values(1), global: values(1) })
  .map(({ own, sub, inner, global }) => ({ ...own, global, sub: { ...sub, inner } }) as JsonObject);

const NO_CHART: ChartFiles = {
  name: '',
  version: '1',
  library: false,
  values: '',
  schema: '',
  templates: [],
  crds: [],
  subcharts: new Map(),
  texts: [],
  dependencies: [],
};

/** Paths at which `a` says something else than `b`; what `b` has beyond it is no matter. */
function surplus(a: JsonObject, b: JsonObject, path = ''): string[] {
  return Object.entries(a).flatMap(([key, value]) => {
    const other = b[key];
    if (isObject(value) && isObject(other)) return surplus(value as JsonObject, other as JsonObject, `${path}${key}.`);
    return JSON.stringify(value) === JSON.stringify(other) ? [] : [`${path}${key}`];
  });
}

const plain = (tree: MapNode) => JSON.parse(JSON.stringify(toJson(tree))) as JsonObject;
const read = (values: JsonObject) => readValues(write(values), 'f').root as MapNode;

describe("merging agrees with Helm's", () => {
  test('on random values of a chart, its subchart, and the one inside it', async (t) => {
    const folder = temporaryFolder(t);
    let round = 0;
    const property = fc.asyncProperty(
      fc.record({
        root: layered,
        sub: values(2),
        inner: values(2),
        files: fc.array(layered, { minLength: 1, maxLength: 3 }),
      }),
      async ({ root, sub, inner, files }) => {
        const chart = writeTree(path.join(folder, String(round++)), {
          'Chart.yaml': metadata('probe', 'sub'),
          'values.yaml': write(root),
          'templates/values.yaml': PRINT,
          'charts/sub/Chart.yaml': metadata('sub', 'inner'),
          'charts/sub/values.yaml': write(sub),
          'charts/sub/charts/inner/Chart.yaml': metadata('inner'),
          'charts/sub/charts/inner/values.yaml': write(inner),
          ...Object.fromEntries(files.map((file, at) => [`${at}.yaml`, write(file)])),
        });
        const { manifest, refusal } = await helmTemplate(
          chart,
          files.map((_, at) => path.join(chart, `${at}.yaml`)),
        );
        assert.equal(refusal, undefined);
        const leaf = (one: JsonObject, subcharts: [string, ChartDefaults][] = []): ChartDefaults => ({
          values: read(one),
          subcharts: () => new Map(subcharts),
        });
        const defaults = leaf(root, [['sub', leaf(sub, [['inner', leaf(inner)]])]]);
        const ours = plain(withSubchartDefaults(mergeFiles(files.map(read)), defaults));
        const theirs = printed(manifest);
        assert.deepEqual(ours, theirs);
        // What `validate` looks at: without the subcharts' own defaults, whose names alone it knows.
        const within = { ...NO_CHART, name: 'inner', values: write(inner) };
        const tree = keyTree({ ...NO_CHART, name: 'sub', values: write(sub), subcharts: new Map([['inner', within]]) });
        const checked = plain(mergeAsHelm(read(root), files.map(read), new Map([['sub', tree]])));
        assert.deepEqual(surplus(checked, theirs), []);
      },
    );
    await fc.assert(property, { numRuns: 20, seed: 20_261_124, endOnFailure: true });
  });

  test('on every spelling of a single value', async (t) => {
    const words = [
      ...[
        'true',
        'True',
        'TRUE',
        'yes',
        'Yes',
        'on',
        'off',
        'y',
        'n',
        'null',
        'Null',
        '~',
        '',
        'nil',
        'none',
        '"yes"',
        "'no'",
      ],
      ...[
        '0',
        '-1',
        '+1',
        '007',
        '0777',
        '0o17',
        '0x1F',
        '0b101',
        '1_000',
        '1:30',
        '1e3',
        '1.5',
        '.5',
        '5.',
        '.',
        '1.10',
        '-0',
      ],
      ...[
        '64Mi',
        '500m',
        '15s',
        '2026-01-01',
        '2026-01-01T00:00:00Z',
        'a b',
        '"a\\tb"',
        "'it''s'",
        '!!str 5',
        '!!int "5"',
        '!!str yes',
      ],
    ];
    const text = words.map((word, at) => `k${at}: ${word}\n`).join('');
    const chart = writeTree(temporaryFolder(t), {
      'Chart.yaml': 'apiVersion: v2\nname: probe\nversion: 1.0.0\n',
      'templates/values.yaml': PRINT,
      'f.yaml': text,
    });
    const { manifest } = await helmTemplate(chart, [path.join(chart, 'f.yaml')]);
    const theirs = printed(manifest);
    const ours = plain(readValues(text, 'f').root as MapNode);
    const differing = words.filter((_, at) => !Object.is(ours[`k${at}`], theirs[`k${at}`]));
    assert.deepEqual(differing, []);
  });
});

/** The real ones, where this machine has them. */
const umbrella = dependencies(chartFolder(PROJECT_ROOT));
const packages = umbrella.map((one) => findPackage(one, chartFolder(PROJECT_ROOT), process.env));
const skip = packages.every(Boolean) ? false : "the subcharts aren't there (make deps)";

test('`render --all` shows what the templates of the real chart and its subcharts see', { skip }, async (t) => {
  const folder = temporaryFolder(t);
  const chart = path.join(folder, 'chart');
  cpSync(path.join(PROJECT_ROOT, 'chart'), chart, {
    recursive: true,
    filter: (file) => !/\/(dashboards|templates|charts)(\/|$)/.test(file),
  });
  writeTree(chart, { 'templates/values.yaml': PRINT });
  // The values call it from a subchart's template.
  const exporters = 'templates/redis/_exporters.tpl';
  cpSync(path.join(PROJECT_ROOT, 'chart', exporters), path.join(chart, exporters));
  mkdirSync(path.join(chart, 'charts'));
  for (const file of packages as string[]) cpSync(file, path.join(chart, 'charts', path.basename(file)));
  const mine = path.join(folder, 'mine.yaml');
  writeFileSync(
    mine,
    [
      'global: {imageRegistry: registry.example.com}',
      'redis: {master: {resources: null, podLabels: {a: b}}, replica: {replicaCount: 5, podLabels: null}}',
      'kube-prometheus-stack:',
      '  prometheus: {prometheusSpec: {storageSpec: null, externalLabels: {cluster: one}}}',
      '  nodeExporter: {enabled: false}',
      '  grafana: {persistence: {enabled: true}, service: {labels: null}}',
      '',
    ].join('\n'),
  );
  const production = path.join(PROJECT_ROOT, 'chart/profiles/production.yaml');
  const shown = ['-s', 'templates/values.yaml'];
  const { manifest, refusal } = await helmTemplate(chart, [production, mine], ...shown);
  assert.equal(refusal, undefined);
  const { stdout } = await runCli(['render', 'production', mine, '--all', '--format', 'json'], { env: process.env });
  assert.deepEqual(withoutEmptyGlobals(JSON.parse(stdout)), withoutEmptyGlobals(printed(manifest)));
});

/** Helm gives every subchart a map of globals, also where there are none. */
function withoutEmptyGlobals(values: JsonObject): JsonObject {
  const entries = Object.entries(values).filter(
    ([key, value]) => !(key === 'global' && isObject(value) && Object.keys(value).length === 0),
  );
  return Object.fromEntries(
    entries.map(([key, value]) => [key, isObject(value) ? withoutEmptyGlobals(value as JsonObject) : value]),
  );
}
