import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { runCli, temporaryFolder } from '../testing/io';
import { writeFixturePackages } from '../testing/tgz';
import { readValues } from '../yaml/read';
import { type MapNode, toJson } from '../yaml/source';
import { writeYaml } from '../yaml/write';

const setUp = (t: { after(clean: () => void): void }, files: Record<string, string>) => {
  const folder = temporaryFolder(t);
  writeFixturePackages(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return { cwd: folder, env: { HOME: folder, CHART_DEPS_DIR: folder } };
};

describe('render', () => {
  test('merges profiles and files over the defaults, the later one wins', async (t) => {
    const io = setUp(t, {
      'a.yaml': 'webapp: {replicas: 7, podLabels: {a: b}}\n',
      'b.yaml': 'webapp: {replicas: 8}\n',
    });
    const shown = async (...argv: string[]) => (await runCli(['render', ...argv], io)).stdout;
    assert.equal(await shown('a.yaml', 'b.yaml', '--path', 'webapp.replicas'), '8\n');
    assert.equal(await shown('a.yaml', 'b.yaml', '--path', 'webapp.podLabels'), 'a: b\n');
    assert.equal(await shown('production', 'a.yaml', '--path', 'redis.replica.replicaCount'), '3\n');
    assert.equal(
      await shown('production', '--path', 'webapp.ports', '--format', 'json'),
      '{\n  "http": 3000,\n  "metrics": 9464\n}\n',
    );
  });

  test('says where each value comes from', async (t) => {
    const io = setUp(t, { 'a.yaml': 'webapp:\n  ports:\n    http: 8080\n' });
    const { stdout } = await runCli(['render', 'a.yaml', '--path', 'webapp.ports', '--where'], io);
    assert.match(stdout, /^http: 8080 # a\.yaml:3:5\nmetrics: 9464 # .*chart\/values\.yaml:\d+:\d+\n$/);
  });

  test('shows the subcharts’ own defaults on request, and knows which of them are off', async (t) => {
    const io = setUp(t, { 'off.yaml': 'kube-prometheus-stack: {grafana: {enabled: false}}\n' });
    const all = async (...argv: string[]) => runCli(['render', '--all', ...argv], io);
    assert.equal((await all('--path', 'redis.tls')).stdout, 'enabled: false\nexistingSecret: ""\n');
    assert.match((await all('--path', 'kube-prometheus-stack.grafana')).stdout, /^adminUser: admin$/m);
    assert.doesNotMatch((await all('off.yaml', '--path', 'kube-prometheus-stack.grafana')).stdout, /adminUser/);
  });

  test('says what is not set, and what it can’t read', async (t) => {
    const io = setUp(t, { 'broken.yaml': 'a: [\n' });
    const missing = await runCli(['render', '--path', 'redis.tls'], io);
    assert.deepEqual(
      [missing.code, missing.stderr],
      [1, 'redis.tls: is not set (the subcharts have more values: add --all)\n'],
    );
    const broken = await runCli(['render', 'broken.yaml'], io);
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /broken\.yaml:2:1: is not valid YAML/);
    assert.match((await runCli(['render', '--where', '--format', 'json'], io)).stderr, /JSON has none/);
  });
});

test('what is written reads as the same again, as Helm reads it', () => {
  const values = {
    words: [
      'yes',
      'off',
      '0777',
      '1:30',
      '~',
      '',
      'a: b',
      '- c',
      '"quoted"',
      'two\nlines\n',
      ' # no comment',
      '{{ x }}',
    ],
    numbers: [0, -1, 1.5, 1e21],
    others: { 'a.b': null, on: true, empty: {}, list: [], nested: [{ c: [1] }] },
  };
  const read = (text: string) => readValues(text, 'f').root as MapNode;
  const plain = (node: MapNode) => JSON.parse(JSON.stringify(toJson(node)));
  const tree = read(stringify(values, { version: '1.1' }));
  assert.deepEqual(plain(tree), values);
  for (const where of [false, true]) assert.deepEqual(plain(read(writeYaml(tree, where))), values);
});
