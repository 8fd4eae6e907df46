/** What somebody sees who edits a values file: the real language server, offline, led by the first line of the file alone. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PROJECT_ROOT } from '../io';
import { LanguageServer } from '../testing/language-server';

const FOLDERS = ['chart/profiles', 'chart/ci', 'chart/tests/values', 'ci/e2e', 'ci/faults'];
const VALUES_FILES = [
  'chart/values.yaml',
  ...FOLDERS.flatMap((folder) => readdirSync(path.join(PROJECT_ROOT, folder)).map((name) => `${folder}/${name}`)),
].filter((name) => name.endsWith('.yaml'));

const SCHEMA_LINE = /^# yaml-language-server: \$schema=(\S+)\n/;

describe('in an editor', () => {
  let server: LanguageServer;
  before(async () => {
    server = await LanguageServer.start();
  });
  after(() => server.stop());

  for (const name of VALUES_FILES) {
    test(`${name} finds its schema and has nothing underlined`, async () => {
      const file = path.join(PROJECT_ROOT, name);
      const text = readFileSync(file, 'utf8');
      const [, schema = ''] = SCHEMA_LINE.exec(text) ?? [];
      assert.ok(
        schema && existsSync(path.resolve(path.dirname(file), schema)),
        `the first line names no schema: ${schema}`,
      );
      assert.deepEqual(await server.open(file, text), []);
      const line = text.split('\n').findIndex((one) => /^[a-z][a-zA-Z-]*:/.test(one)) + 1;
      assert.match(await server.hover(file, line, 2), /values\.schema\.json/);
    });
  }

  test('a mistake is underlined where it is, hovering explains, and completion knows the keys', async () => {
    const file = path.join(PROJECT_ROOT, 'chart/profiles/mine.yaml');
    const text = [
      '# yaml-language-server: $schema=../values.schema.json',
      'webapp:',
      '  replica: 3',
      '  logLevel: loud',
      '  limits: { bodyBytes: 1 }',
      '  ',
      'redis:',
      '  replica: { replicaCount: many }',
      '',
    ].join('\n');
    const found = (await server.open(file, text)).sort((a, b) => a.line - b.line);
    assert.deepEqual(
      found.map(({ line }) => line),
      [3, 4, 5, 8],
    );
    assert.match(found[0]?.message ?? '', /replica is not allowed/);
    assert.match(await server.hover(file, 4, 5), /Least severe level that is logged/);
    assert.match(await server.hover(file, 8, 15), /Number of replicas/);
    const offered = await server.complete(file, 6, 3);
    for (const key of ['replicas', 'autoscaling', 'ingress']) assert.ok(offered.includes(key), `${key} in ${offered}`);
  });
});
