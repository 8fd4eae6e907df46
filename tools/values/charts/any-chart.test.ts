/** `--chart` with a chart that nobody here has seen: its own files are all there is to know. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { writeTree } from '../testing/helm';
import { runCli, temporaryFolder } from '../testing/io';
import { packTgz } from '../testing/tgz';

const COMMON = packTgz({
  'common/Chart.yaml': 'name: common\nversion: 1.0.0\ntype: library\n',
  'common/templates/_names.tpl':
    '{{ define "common.name" }}{{ .Values.nameOverride }}{{ end }}{{ define "common.image" }}{{ .image.registry }}/{{ .image.repository }}:{{ .image.tag }}{{ .global.imageRegistry }}{{ end }}',
});

const DATABASE = {
  'Chart.yaml': 'name: database\nversion: 2.0.0\n',
  'values.yaml':
    'persistence:\n  # -- Whether data outlives the pod.\n  enabled: true\n  size: 8Gi\nexports:\n  data: {port: 5432}\n',
  'templates/set.yaml':
    '{{ if .Values.persistence.enabled }}{{ .Values.persistence.size }}{{ end }}{{ .Values.global.storageClass }}{{ toYaml .Values.exports }}',
  'charts/backup/Chart.yaml': 'name: backup\nversion: 1.0.0\n',
  'charts/backup/values.yaml': 'schedule: "@daily"\n',
  'charts/backup/templates/job.yaml': '{{ .Values.schedule }}{{ .Values.keep.days }}',
};

const SHOP = {
  'Chart.yaml': `name: shop
version: 3.0.0
dependencies:
  - {name: database, version: 2.0.0, alias: store, condition: store.enabled, tags: [stateful], import-values: [data]}
  - {name: queue, version: 1.0.0, condition: queueing.enabled}
  - {name: common, version: 1.0.0}
`,
  'values.yaml': `# replicas of the server
replicas: 1
image: {registry: r, repository: shop, tag: "", pullPolicy: []}
ingress:
  enabled: false
  # className: nginx
  annotations: {}
resources: {}
extraEnv: []
workers:
  mail: {replicas: 1, queue: mail}
settings:
  log: {level: info}
store:
  persistence: {size: 10Gi}
`,
  'values.schema.json': JSON.stringify({
    properties: {
      replicas: { $ref: '#/$defs/count' },
      settings: { properties: { log: {} }, patternProperties: { '^x-': {} }, additionalProperties: false },
    },
    $defs: { count: { type: 'integer', maximum: 9 } },
  }),
  'templates/all.yaml': `{{ include "common.name" . }}{{ include "common.image" (dict "image" .Values.image "global" .Values.global) }}
{{ .Values.replicas }}{{ .Values.port }}{{ .Values.image.pullPolicy | default "Always" }}
{{ with .Values.ingress }}{{ if .enabled }}{{ .className }}{{ toYaml .annotations }}{{ end }}{{ end }}
{{ toYaml .Values.resources }}{{ range .Values.extraEnv }}{{ .name }}{{ end }}
{{ range $name, $worker := .Values.workers }}{{ $name }}{{ $worker.replicas }}{{ $worker.queue }}{{ end }}
{{ toYaml .Values.settings }}`,
};

type Test = Parameters<typeof temporaryFolder>[0];

function shop(t: Test): { folder: string; chart: string } {
  const folder = temporaryFolder(t);
  const chart = writeTree(path.join(folder, 'shop'), SHOP);
  writeTree(path.join(chart, 'charts/database'), DATABASE);
  writeFileSync(path.join(chart, 'charts/common-1.0.0.tgz'), COMMON);
  return { folder, chart };
}

async function findings(t: Test, values: string, more: readonly string[] = []): Promise<string[]> {
  const { folder, chart } = shop(t);
  const file = path.join(folder, 'my.yaml');
  writeFileSync(file, values);
  const { stderr } = await runCli(['validate', '--chart', chart, file, ...more], { env: { HOME: folder } });
  const lines = stderr.replaceAll(`${file}:`, '').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('note: ') && !/errors?, \d/.test(line));
}

describe('what a chart knows is right', () => {
  const right: [string, string][] = [
    [
      'its own keys and those of its subchart under the alias',
      'replicas: 2\nstore: {persistence: {enabled: false, size: 1Gi}}\n',
    ],
    ['a key that only templates ask for', 'ingress: {className: nginx}\nnameOverride: x\n'],
    ['a chart in a chart in the chart', 'store: {backup: {schedule: "@hourly", keep: {days: 3}}}\n'],
    ['its condition and its tags', 'store: {enabled: true}\ntags: {stateful: false}\n'],
    ['a value that comes from a subchart', 'port: 5433\n'],
    [
      'what any of its charts asks of global, and what users put there',
      'global: {storageClass: fast, imageRegistry: r, mine: 1}\n',
    ],
    [
      'maps that are handed on',
      'resources: {limits: {cpu: 1}}\ningress: {annotations: {a/b: c}}\nsettings: {log: {format: json}}\n',
    ],
    ['entries of a map that are the user’s', 'workers: {images: {replicas: 2, queue: images}}\n'],
    [
      'a key that holds what others refer to',
      'common: &common {level: debug}\nsettings: {log: *common}\nreplicas: 2\ningress:\n  replicas: &some 1\n  className: *some\n',
    ],
    ['keys that a pattern of the schema allows', 'settings: {x-mine: 1, log: {level: debug}}\n'],
    ['a subchart that isn’t there', 'queue: {anything: 1}\n'],
    ['a word where nothing was written as an empty list', 'image: {pullPolicy: Never}\n'],
    ['a key that only a template in another value asks for', 'mine: x\nextraEnv: [{name: "{{ .Values.mine }}"}]\n'],
  ];
  for (const [what, values] of right) test(what, async (t) => assert.deepEqual(await findings(t, values), []));
});

describe('what it does not know is found', () => {
  const wrong: [string, string, RegExp][] = [
    ['a letter', 'replicsa: 2\n', /^1:1: replicsa: unknown key \(did you mean replicas\?\) \[unknown-key\]$/],
    [
      'a letter in a subchart',
      'store:\n  persistence:\n    siez: 1Gi\n',
      /^3:5: store\.persistence\.siez: unknown key \(did you mean size\?\)/,
    ],
    [
      'a letter two charts deep',
      'store: {backup: {shedule: x}}\n',
      /store\.backup\.shedule: unknown key \(did you mean schedule\?\)/,
    ],
    ['a level too high', 'store:\n  size: 1Gi\n', /^2:3: store\.size: unknown key \(size belongs under persistence\)/],
    [
      'a level too low',
      'ingress:\n  replicas: 2\n',
      /^2:3: ingress\.replicas: unknown key \(replicas belongs a level higher\)/,
    ],
    [
      'a version that is read as a number',
      'image: {tag: 1.10}\n',
      /image\.tag: is a number, and arrives as 1\.1 \(put it in quotes: "1\.10"\) \[subchart-type\]/,
    ],
    ['a list for a map', 'ingress: [{enabled: true}]\n', /^1:1: ingress: is a list; the chart expects a map/],
    [
      'a quoted boolean',
      'ingress: {enabled: "false"}\n',
      /ingress\.enabled: is the string "false"; the chart expects a boolean.*remove the quotes/,
    ],
    [
      'a quoted boolean of a condition',
      'store: {enabled: "false"}\n',
      /warning: store\.enabled: is the string "false"/,
    ],
    [
      'an entry’s key',
      'workers: {mail: {replica: 2}}\n',
      /workers\.mail\.replica: unknown key \(did you mean replicas\?\)/,
    ],
    [
      'a slip in a key that holds what others refer to',
      'replicsa: &some 2\nimage: {tag: *some}\n',
      /^1:1: replicsa: unknown key \(did you mean replicas\?\)/,
    ],
    ['a key that holds an anchor of no use', 'ingress:\n  replicas: &some 1\n', /replicas belongs a level higher/],
    [
      'a key that only a condition in Chart.yaml names',
      'global:\n  queueing: {enabled: true}\n',
      /^2:3: global\.queueing: .*queueing belongs a level higher\)/,
    ],
    [
      'an empty list where a map of the right place is meant',
      'ingress:\n  image: []\n',
      /ingress\.image: unknown key \(image belongs a level higher\)/,
    ],
    ['what the schema refuses', 'replicas: 10\n', /replicas: is 10; must be at most 9 \[subchart-schema\]/],
    ['the values of a subchart at the top', 'persistence: {size: 1Gi}\n', /persistence: .*belongs under store/],
    [
      'what stands under the name and not the alias',
      'database: {persistence: {size: 1Gi}}\n',
      /^1:1: database: unknown key \(Chart\.yaml calls this chart store: its values stand there\)/,
    ],
    [
      'a slip in a map that takes any key',
      'settings: {lgo: {level: debug}}\n',
      /warning: settings\.lgo: .*did you mean log/,
    ],
  ];
  for (const [what, values, message] of wrong) {
    test(what, async (t) => {
      const [first = '', ...others] = await findings(t, values);
      assert.match(first, message);
      assert.deepEqual(others, []);
    });
  }

  test('with --set, too', async (t) => {
    assert.deepEqual(await findings(t, 'replicas: 2\n', ['--set', 'image.tga=1']), [
      '--set image.tga: unknown key (did you mean tag?) [unknown-subchart-key]',
    ]);
  });
});

describe('what is wrong with the chart itself', () => {
  const check = async (t: Test, own: string, args: (chart: string, mine: string) => string[]) => {
    const { folder, chart } = shop(t);
    writeFileSync(path.join(chart, 'values.yaml'), own);
    const mine = path.join(folder, 'my.yaml');
    writeFileSync(mine, 'replicas: 2\n');
    return runCli(args(chart, mine), { env: { HOME: folder } });
  };
  const TWICE = 'replicas: 1\nstore: {enabled: true}\nstore: {enabled: true}\n';

  test('a key twice in its values.yaml is none of its users’ mistakes', async (t) => {
    const { code, stderr } = await check(t, TWICE, (chart, mine) => ['validate', '--chart', chart, mine]);
    assert.deepEqual([code, /set twice/.test(stderr)], [0, false]);
  });

  test('nor does it keep the other commands from working', async (t) => {
    const rendered = await check(t, TWICE, (chart, mine) => ['render', '--chart', chart, mine]);
    assert.equal(rendered.stdout, 'replicas: 2\nstore:\n  enabled: true\n');
    const diff = await check(t, TWICE, (chart, mine) => ['diff', '--chart', chart, 'default', mine]);
    assert.equal(diff.stdout, 'replicas: 1 → 2\n');
  });

  test('its values.yaml may be longer than what a user writes', async (t) => {
    const long = `replicas: 1\n${Array.from({ length: 20_000 }, (_, index) => `key${index}: ${index}\n`).join('')}`;
    const { code, stdout } = await check(t, long, (chart) => ['render', '--chart', chart, '--path', 'key19999']);
    assert.deepEqual([code, stdout], [0, '19999\n']);
  });

  test('it is said of that file once, when that is what is checked', async (t) => {
    const { code, stderr } = await check(t, TWICE, (chart) => ['validate', '--chart', chart, `${chart}/values.yaml`]);
    assert.deepEqual([code, stderr.match(/store: is set twice/g)?.length], [1, 1]);
  });

  test('a values.yaml that can’t be read is said', async (t) => {
    const { code, stderr } = await check(t, 'replicas: [1\n', (chart, mine) => ['validate', '--chart', chart, mine]);
    assert.equal(code, 1);
    assert.match(stderr, /shop\/values\.yaml:/);
  });
});

describe('the other commands', () => {
  const run = async (t: Test, ...args: string[]) => {
    const { folder, chart } = shop(t);
    writeFileSync(path.join(folder, 'my.yaml'), 'replicas: 2\n');
    const all = args.map((one) => one.replace('CHART', chart).replace('MY', path.join(folder, 'my.yaml')));
    const { code, stdout, stderr } = await runCli(all, { env: { HOME: folder } });
    return { code, stdout, first: stderr.split('\n')[0] };
  };

  test('explain a value of a subchart, a key near a misspelt one, and a rule of the engine', async (t) => {
    const { stdout } = await run(t, 'explain', '--chart', 'CHART', 'store.persistence.enabled');
    assert.match(stdout, /Whether data outlives the pod[\s\S]*from: database 2\.0\.0[\s\S]*default: true/);
    assert.match((await run(t, 'explain', '--chart', 'CHART', 'ingres')).first ?? '', /did you mean ingress\?/);
    assert.match((await run(t, 'explain', '--chart', 'CHART', 'unknown-key')).stdout, /A key is none/);
    assert.match((await run(t, 'explain', '--list', '--chart', 'CHART', 'store.')).stdout, /^store\.backup\.$/m);
  });

  test('diff and render', async (t) => {
    assert.equal((await run(t, 'diff', '--chart', 'CHART', 'default', 'MY')).stdout, 'replicas: 1 → 2\n');
    assert.equal((await run(t, 'render', '--chart', 'CHART', 'MY', '--path', 'replicas')).stdout, '2\n');
    const all = await run(
      t,
      'render',
      '--chart',
      'CHART',
      'MY',
      '--all',
      '--path',
      'store.persistence',
      '--format',
      'json',
    );
    assert.deepEqual(JSON.parse(all.stdout), { enabled: true, size: '10Gi' });
  });

  test('that only the plug-in has say so', async (t) => {
    for (const command of ['plan', 'generate']) {
      const { code, first } = await run(t, command, '--chart', 'CHART');
      assert.deepEqual([code, /works for this project's own chart alone/.test(first ?? '')], [2, true]);
    }
    assert.match(
      (await run(t, 'validate', '--chart', 'CHART', 'production')).first ?? '',
      /profiles are of this project's chart alone/,
    );
    assert.match(
      (await run(t, 'explain', '--chart', 'CHART', 'redis-memory')).first ?? '',
      /rule about this project's chart alone/,
    );
  });
});
