import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { runCli, temporaryFolder } from '../../testing/io';
import { copyOfProject } from '../../testing/project-copy';
import { generateAll } from '../generate/registry';
import { PATHS } from '../project';

const setUp = async (t: { after(clean: () => void): void }) => {
  const root = copyOfProject(temporaryFolder(t));
  assert.equal((await runCli([], { root })).code, 0);
  const inRoot = (name: string) => path.join(root, name);
  return { root, inRoot, check: () => runCli(['--check'], { root }) };
};

describe('generating', () => {
  test('writes every file, and a second time nothing', async (t) => {
    const { root, inRoot, check } = await setUp(t);
    for (const name of [
      PATHS.values,
      PATHS.shippedSchema,
      PATHS.types,
      PATHS.readme,
      PATHS.webappEnvCopy,
      PATHS.deployUsage,
    ])
      assert.ok(existsSync(inRoot(name)), name);
    assert.equal((await runCli([], { root })).stdout, 'everything is up to date\n');
    assert.deepEqual(await check(), { code: 0, stdout: '', stderr: '' });
  });

  test('gives the same bytes each time', async (t) => {
    const { root } = await setUp(t);
    assert.deepEqual(await generateAll(root), await generateAll(root));
  });

  test('--check finds an edit by hand, shows it, and leaves it alone', async (t) => {
    const { inRoot, check } = await setUp(t);
    const edited = readFileSync(inRoot(PATHS.values), 'utf8').replace('logLevel: info', 'logLevel: debug');
    writeFileSync(inRoot(PATHS.values), edited);
    const { code, stdout, stderr } = await check();
    assert.equal(code, 1);
    assert.match(stdout, /^--- a\/chart\/values\.yaml\n\+\+\+ b\/chart\/values\.yaml\n@@ /);
    assert.match(stdout, /^- {2}logLevel: debug\n\+ {2}logLevel: info$/m);
    assert.match(stderr, /^out of date: chart\/values\.yaml\n/);
    assert.equal(readFileSync(inRoot(PATHS.values), 'utf8'), edited);
  });

  test('--check finds a missing file', async (t) => {
    const { inRoot, check } = await setUp(t);
    rmSync(inRoot(PATHS.readme));
    const { code, stdout } = await check();
    assert.equal(code, 1);
    assert.match(stdout, /^--- \/dev\/null\n\+\+\+ b\/chart\/README\.md$/m);
  });

  test('what nothing generates any more is reported, and removed by writing', async (t) => {
    const { root, inRoot, check } = await setUp(t);
    const left = `${PATHS.profiles}/former.yaml`;
    writeFileSync(inRoot(left), 'webapp: {}\n');
    mkdirSync(inRoot(PATHS.dashboards), { recursive: true });
    writeFileSync(inRoot(`${PATHS.dashboards}/notes.txt`), 'not ours\n');
    assert.match((await check()).stderr, /out of date: chart\/profiles\/former\.yaml\n/);
    assert.match((await runCli([], { root })).stdout, /^removed chart\/profiles\/former\.yaml$/m);
    assert.ok(!existsSync(inRoot(left)));
    assert.ok(existsSync(inRoot(`${PATHS.dashboards}/notes.txt`)));
  });

  test('a schema that breaks its rules stops with its place, and writes nothing', async (t) => {
    const { root, inRoot, check } = await setUp(t);
    const file = inRoot('schemas/values/workload.schema.json');
    const schema = JSON.parse(readFileSync(file, 'utf8'));
    delete schema.properties.namespace.description;
    writeFileSync(file, JSON.stringify(schema));
    const { code, stderr } = await runCli([], { root });
    assert.equal(code, 1);
    assert.match(stderr, /workload\.namespace has no description/);
    assert.equal((await check()).code, 1);
  });

  test('a default that its own schema refuses stops likewise', async (t) => {
    const { root, inRoot } = await setUp(t);
    const file = inRoot('schemas/values/workload.schema.json');
    const schema = JSON.parse(readFileSync(file, 'utf8'));
    schema.properties.podSecurityLevel.default = 'strict';
    writeFileSync(file, JSON.stringify(schema));
    const { code, stderr } = await runCli([], { root });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /workload\.podSecurityLevel: is the string "strict"; expects one of restricted, baseline, privileged/,
    );
  });
});
