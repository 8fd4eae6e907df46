/** Charts that nobody should open: each ends in a clear error or a finding, in bounded time and memory. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeTree } from '../testing/helm';
import { runCli, temporaryFolder } from '../testing/io';
import { type Entry, packEntries, packTgz } from '../testing/tgz';

const CHART = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';
const FILES = { 'shop/Chart.yaml': CHART, 'shop/values.yaml': 'replicas: 1\n' };
const chart: Entry[] = Object.entries(FILES).map(([name, content]) => ({ name, content }));

interface Test {
  after(clean: () => void): void;
}

/** Validates `replicas: 2` for a chart; its home is empty. */
async function validate(t: Test, given: Buffer | ((folder: string) => string), values = 'replicas: 2\n') {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'my.yaml'), values);
  const file = path.join(folder, 'shop.tgz');
  if (Buffer.isBuffer(given)) writeFileSync(file, given);
  const at = Buffer.isBuffer(given) ? file : given(folder);
  const { code, stderr } = await runCli(['validate', '--chart', at, path.join(folder, 'my.yaml')], {
    env: { HOME: folder },
  });
  const [first = ''] = stderr.split('\n');
  return { code, said: first.replaceAll(folder, '') };
}

describe('an archive that is hostile', () => {
  const cases: [string, () => Buffer, RegExp][] = [
    [
      'leads out of its folder',
      () => packEntries([...chart, { name: '../../etc/cron.d/x', content: 'x' }]),
      /holds "\.\.\/\.\.\/etc\/cron\.d\/x", which is outside of the chart's folder/,
    ],
    [
      'names an absolute path',
      () => packEntries([...chart, { name: '/etc/passwd', content: 'x' }]),
      /holds "\/etc\/passwd", which is outside/,
    ],
    [
      'has a symbolic link',
      () => packEntries([...chart, { name: 'shop/templates', type: 'SymbolicLink', link: '/etc' }]),
      /holds "shop\/templates", a link to "\/etc"/,
    ],
    [
      'has a hard link',
      () => packEntries([...chart, { name: 'shop/a.txt', type: 'Link', link: '/etc/shadow' }]),
      /holds "shop\/a\.txt", a link to "\/etc\/shadow"/,
    ],
    [
      'unpacks to far more than it is',
      () => packEntries([...chart, { name: 'shop/files/zeros', content: Buffer.alloc(210 * 2 ** 20) }]),
      /holds more than 200 MiB/,
    ],
    ['has a hundred thousand files', () => manyFiles(100_000), /holds more than 20000 files/],
    [
      'says that a file has a gigabyte',
      () => packEntries([...chart, { name: 'shop/files/a', size: 2 ** 30 }]),
      /is no whole tar archive/,
    ],
    ['is cut short', () => packTgz(FILES).subarray(0, 60), /is cut short or damaged/],
    ['is none', () => Buffer.from('name: shop'), /is not gzipped/],
    ['is gzipped text', () => gzipSync(Buffer.alloc(2048, 'text ')), /is no whole tar archive/],
    ['holds no chart', () => packTgz({ 'README.md': 'x' }), /holds no chart/],
    ['nests charts fifty deep', () => nested(50), /charts\/inner-1\.0\.0\.tgz: .*nests charts more than 8 deep/],
    [
      'has a Chart.yaml that is no YAML',
      () => packTgz({ ...FILES, 'shop/Chart.yaml': 'name: [' }),
      /shop\/Chart\.yaml is no YAML/,
    ],
    [
      'has a Chart.yaml without end',
      () => packTgz({ ...FILES, 'shop/Chart.yaml': '['.repeat(100_000) }),
      /shop\/Chart\.yaml:1:\d+ nests more than 64 levels deep/,
    ],
    [
      'has a values.yaml without end',
      () => packTgz({ ...FILES, 'shop/values.yaml': `a: ${'['.repeat(100_000)}` }),
      /values\.yaml of shop/,
    ],
  ];
  for (const [what, archive, message] of cases) {
    test(what, async (t) => {
      const { code, said } = await validate(t, archive());
      assert.equal(code, 2, said);
      assert.match(said, /^gen-values: --chart \/shop\.tgz: /);
      assert.match(said, message);
    });
  }
});

describe('a folder that is hostile', () => {
  test('holds itself by a link', async (t) => {
    const { code, said } = await validate(t, (folder) => {
      const root = writeTree(path.join(folder, 'shop'), { 'Chart.yaml': CHART, 'values.yaml': 'replicas: 1' });
      mkdirSync(path.join(root, 'charts'));
      symlinkSync(root, path.join(root, 'charts/again'));
      return root;
    });
    assert.deepEqual([code, /the chart holds itself/.test(said)], [2, true], said);
  });

  test('is no chart', async (t) => {
    const { code, said } = await validate(t, (folder) => folder);
    assert.deepEqual([code, /holds no chart/.test(said)], [2, true], said);
  });
});

describe('a chart that would keep the reader busy', () => {
  const findings = async (t: Test, files: Record<string, string>, values?: string) =>
    validate(t, packTgz({ ...FILES, ...files }), values ?? 'replicas: 2\nreplicaz: 3\n');

  test('depends on itself', async (t) => {
    const self = `${CHART}dependencies: [{name: shop, version: 1.0.0}]\n`;
    const files = {
      'shop/Chart.yaml': self,
      'shop/charts/shop/Chart.yaml': self,
      'shop/charts/shop/values.yaml': 'a: 1',
    };
    assert.match((await findings(t, files, 'shop: {b: 1}\n')).said, /my\.yaml:1:8: warning: shop\.b/);
  });

  test('has templates that include themselves, each twice', async (t) => {
    const template =
      '{{ define "a" }}{{ include "a" . }}{{ include "b" (dict "c" .) }}{{ end }}{{ define "b" }}{{ include "b" (dict "c" .) }}{{ include "a" . }}{{ end }}{{ include "a" .Values }}{{ .Values.replicas }}';
    assert.match((await findings(t, { 'shop/templates/a.yaml': template })).said, /replicaz.*did you mean replicas/);
  });

  test('has a chain of templates that doubles at each step', async (t) => {
    const steps = Array.from(
      { length: 60 },
      (_, at) =>
        `{{ define "t${at}" }}{{ include "t${at + 1}" (dict "a" . "b" .) }}{{ include "t${at + 1}" (list . .) }}{{ end }}`,
    );
    const template = `${steps.join('')}{{ include "t0" . }}{{ .Values.replicas }}`;
    assert.match((await findings(t, { 'shop/templates/a.yaml': template })).said, /replicaz/);
  });

  test('has variables that hold two former ones each, or one of them', async (t) => {
    const levels = Array.from({ length: 60 }, (_, at) => at + 1);
    const template = [
      '{{ $v0 := dict "a" .Values.replicas }}',
      ...levels.map((at) => `{{ $v${at} := dict "a" .Values.replicas }}`),
      ...levels.map(
        (at) =>
          `{{ if .Values.c }}{{ $v${at} = dict "l" $v${at - 1} "r" $v${at - 1} }}{{ else }}{{ $v${at} = $v${at - 1} }}{{ end }}`,
      ),
      '{{ toYaml $v60 }}',
    ].join('\n');
    assert.equal((await validate(t, packTgz({ ...FILES, 'shop/templates/all.yaml': template }))).code, 0);
  });

  test('has a template that nests without end', async (t) => {
    const template = `${'{{ if '.repeat(1)}${'('.repeat(200_000)}${'{{ if .Values.a }}'.repeat(50_000)}`;
    assert.match((await findings(t, { 'shop/templates/a.yaml': template })).said, /replicaz/);
  });

  test('has a schema that refers to itself, and one whose choices multiply', async (t) => {
    const loop = { $ref: '#/definitions/a', definitions: { a: { anyOf: Array(8).fill({ $ref: '#/definitions/a' }) } } };
    assert.match((await findings(t, { 'shop/values.schema.json': JSON.stringify(loop) })).said, /replicaz/);
  });

  test('has a schema that breaks off', async (t) => {
    const { code, said } = await validate(t, packTgz({ ...FILES, 'shop/values.schema.json': '{"type": "object"' }));
    assert.deepEqual(
      [code, /values\.schema\.json of shop is no JSON .*Helm refuses the chart/.test(said)],
      [2, true],
      said,
    );
  });

  test('has a schema with a pattern that takes a lifetime', async (t) => {
    const schema = { properties: { name: { type: 'string', pattern: '^(a+)+$' } } };
    const values = `name: ${'a'.repeat(60)}!\nreplicaz: 2\n`;
    assert.match(
      (
        await findings(
          t,
          { 'shop/values.schema.json': JSON.stringify(schema), 'shop/values.yaml': 'replicas: 1\nname: a\n' },
          values,
        )
      ).said,
      /replicaz/,
    );
  });

  test('has defaults whose aliases multiply', async (t) => {
    const lines = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}, *a${at}]`);
    const { said } = await findings(t, { 'shop/values.yaml': `a0: &a0 [x]\n${lines.join('\n')}\nreplicas: 1\n` });
    assert.match(said, /replicaz|aliases/);
  });
});

function nested(depth: number): Buffer {
  let inner: Record<string, Buffer> = {};
  for (let level = 0; level < depth; level++) {
    const packed = packTgz({ 'inner/Chart.yaml': 'name: inner', ...inner });
    inner = { 'inner/charts/inner-1.0.0.tgz': packed };
  }
  return packTgz({ ...FILES, 'shop/charts/inner-1.0.0.tgz': inner['inner/charts/inner-1.0.0.tgz'] as Buffer });
}

/** One header so many times: an archive may name a file twice. */
function manyFiles(count: number): Buffer {
  const one = packEntries([{ name: 'shop/files/a' }]);
  const block = gunzipSync(one).subarray(0, 512);
  return gzipSync(Buffer.alloc(512 * count, block), { level: 1 });
}

describe('a template that calls itself for what is in a map', () => {
  const walk = '{{ define "walk" }}{{ .a }}{{ .b }}{{ .c }}{{ range . }}{{ include "walk" . }}{{ end }}{{ end }}';
  const WALKER = packTgz({
    ...FILES,
    'shop/templates/all.yaml': `${walk}{{ .Values.replicas }}{{ include "walk" .Values.settings }}`,
  });

  test('asks for keys in each level, and what they are is still known in the first ones', async (t) => {
    assert.equal((await validate(t, WALKER, 'settings: {a: {b: {c: {mine: {a: 1}}}}}\n')).code, 0);
    assert.match(
      (await validate(t, WALKER, 'replicsa: 2\n')).said,
      /replicsa: unknown key \(did you mean replicas\?\)/,
    );
  });
});
