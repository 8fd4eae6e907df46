import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { validateFiles } from '../check/validate';
import { PROJECT_ROOT } from '../io';
import { CONTEXT } from '../testing/chart';
import { runCli, temporaryFolder } from '../testing/io';
import { fixtureTrees, packFixture, packTgz, pinnedVersion, writeFixturePackages } from '../testing/tgz';
import { chartFolder } from '../tme1crv/project';
import { readChartPackage } from './chart-files';
import { type KeyNode, keyTree } from './key-tree';
import { dependencies, findPackage } from './packages';
import { templatePaths } from './template-paths';

describe('a chart package', () => {
  test('is read with the charts inside it, unpacked or packed', () => {
    const inner = packTgz({ 'inner/Chart.yaml': 'name: inner\nversion: 2.0.0', 'inner/values.yaml': 'a: 1' });
    const chart = readChartPackage(packFixture('kube-prometheus-stack'));
    assert.deepEqual(
      [chart.name, chart.version, [...chart.subcharts.keys()]],
      ['kube-prometheus-stack', pinnedVersion('kube-prometheus-stack'), ['crds', 'grafana']],
    );
    const outer = packTgz({
      'outer/Chart.yaml': 'name: outer',
      'outer/charts/inner-2.0.0.tgz': inner,
    });
    assert.equal(readChartPackage(outer).subcharts.get('inner')?.version, '2.0.0');
  });

  test('puts the values of a dependency under its alias', () => {
    const files = {
      'outer/Chart.yaml': 'name: outer\ndependencies: [{name: inner, alias: first}, {name: inner, alias: second}]',
      'outer/charts/inner/Chart.yaml': 'name: inner',
    };
    assert.deepEqual([...readChartPackage(packTgz(files)).subcharts.keys()], ['first', 'second']);
  });

  test('that is none is refused', () => {
    assert.throws(() => readChartPackage(Buffer.from('not a package')));
    assert.throws(() => readChartPackage(packTgz({ 'README.md': '' })), /holds no chart/);
  });
});

test('templates tell which values they use', () => {
  const template =
    '{{ .Values.a.b }} {{ $.Values.c }} {{ index .Values "d-e" "f" }} {{ index $root.Values.g "h" }} {{ .Other.i }}';
  assert.deepEqual(
    templatePaths(template).map((keys) => keys.join('/')),
    ['a/b', 'c', 'g', 'd-e/f', 'g/h'],
  );
});

describe('the key tree', () => {
  const tree = keyTree(readChartPackage(packFixture('redis')));
  const at = (...keys: string[]) => keys.reduce<KeyNode | undefined>((node, key) => node?.keys[key], tree);

  test('has the keys of values.yaml and those that only templates use', () => {
    assert.ok(at('replica', 'replicaCount'));
    assert.ok(at('tls', 'onlyInTemplate'));
    assert.ok(at('replica', 'with-dash'));
    assert.equal(at('tls', 'nowhere'), undefined);
  });

  test('knows maps that are empty or handed on as a whole', () => {
    assert.deepEqual(
      [at('master', 'podLabels')?.open, at('master', 'service')?.open, at('master')?.open],
      [true, true, false],
    );
  });

  test('sees what a library chart asks for', () => {
    const files = {
      'outer/Chart.yaml': 'name: outer',
      'outer/charts/common/Chart.yaml': 'name: common\ntype: library',
      'outer/charts/common/templates/_names.tpl': '{{ .Values.fullnameOverride }}',
    };
    assert.deepEqual(Object.keys(keyTree(readChartPackage(packTgz(files))).keys), ['fullnameOverride', 'global']);
  });
});

describe('the packages', () => {
  test('come from CHART_DEPS_DIR, are read once and then from the cache', async (t) => {
    const folder = temporaryFolder(t);
    writeFixturePackages(folder);
    const file = path.join(folder, 'typo.yaml');
    writeFileSync(file, stringify({ redis: { replica: { replicaCont: 1 } } }));
    const env = { HOME: folder, CHART_DEPS_DIR: folder };
    const first = await runCli(['validate', file], { env });
    const cache = path.join(folder, '.cache/tme1crv/keys');
    assert.match(first.stderr, /replicaCont: unknown key \(did you mean replicaCount\?\)/);
    assert.equal(readdirSync(cache).length, 2);
    for (const name of readdirSync(cache)) writeFileSync(path.join(cache, name), 'cut short');
    assert.deepEqual(await runCli(['validate', file], { env }), first);
  });

  test('that cannot be read are named', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(path.join(folder, `redis-${pinnedVersion('redis')}.tgz`), 'broken');
    writeFileSync(path.join(folder, 'empty.yaml'), '{}');
    const { stderr } = await runCli(['validate', path.join(folder, 'empty.yaml')], {
      env: { HOME: folder, CHART_DEPS_DIR: folder },
    });
    assert.match(stderr, /note: .*redis-\S+\.tgz can't be read as a chart package/);
  });
});

/** The real ones, where this machine has them: the charts' own values are the best proof that nothing right is called wrong. */
for (const dependency of dependencies(chartFolder(PROJECT_ROOT))) {
  const file = findPackage(dependency, chartFolder(PROJECT_ROOT), process.env);
  const skip = file && existsSync(file) ? false : `${dependency.name} isn't there (make deps)`;
  test(`every default of ${dependency.name} ${dependency.version} is known`, { skip }, () => {
    const chart = readChartPackage(readFileSync(file as string));
    const indented = (text: string) => text.replace(/^/gm, '  ');
    const bytes = `${dependency.key}:\n${indented(chart.values)}`;
    const subcharts = new Map([[dependency.key, keyTree(chart)]]);
    const findings = validateFiles([{ name: 'f', bytes }], { ...CONTEXT, subcharts });
    assert.deepEqual(
      findings.filter(({ rule }) => rule.includes('subchart')).map(({ path: keys }) => keys.join('.')),
      [],
    );
  });
}

describe('what a package says about types', () => {
  const tree = fixtureTrees().get('kube-prometheus-stack');

  test('definitions are read without their descriptions, which may look like keys', () => {
    const tolerations = tree?.resources?.['Prometheus']?.properties?.['tolerations'];
    assert.equal(tolerations?.type, 'array');
    assert.doesNotMatch(JSON.stringify(tree?.resources), /How many|not a key/);
    assert.deepEqual(Object.keys(tree?.resources ?? {}).sort(), ['Prometheus', 'PrometheusRule']);
  });

  test('a schema is kept for the part of the values that it is about', () => {
    const redis = fixtureTrees().get('redis');
    assert.equal(redis?.schema?.properties?.['master']?.type, 'object');
    assert.equal(tree?.schema, undefined);
  });

  test('defaults are lists, single values and empty maps', () => {
    assert.deepEqual(tree?.keys['additionalPrometheusRulesMap']?.default, {});
    assert.equal(tree?.keys['nodeExporter']?.keys['enabled']?.default, true);
  });
});
