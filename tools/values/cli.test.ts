import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { runCli, temporaryFolder } from './testing/io';
import { copyOfProject } from './testing/project-copy';
import { writeFixturePackages } from './testing/tgz';

describe('the command line', () => {
  test('lists the commands with --help, on stdout', async () => {
    const { code, stdout } = await runCli(['--help']);
    assert.equal(code, 0);
    for (const command of ['generate', 'validate', 'explain', 'diff'])
      assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
  });

  test('explains each command with COMMAND --help', async () => {
    const { code, stdout } = await runCli(['validate', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: .* validate FILE\.\.\./);
    assert.match(stdout, /--strict/);
  });

  test('says its version', async () => {
    const { stdout } = await runCli(['--version']);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  const wrongCalls: [string[], RegExp][] = [
    [['validat'], /there is no command validat; did you mean validate\?/],
    [['__proto__'], /there is no command __proto__/],
    [['--chekc'], /unknown option '--chekc'/],
    [['--check', 'extra'], /generating takes no files: extra/],
    [['validate'], /at least one values file/],
    [['validate', 'no-such.yaml'], /no-such\.yaml: there is no such file/],
    [['validate', 'tools'], /tools: is a folder, not a file/],
    [['validate', '--format', 'xml', 'package.json'], /--format is one of text, json, github/],
    [['explain'], /explain takes one path/],
    [['diff', 'dev'], /diff takes two/],
    [['diff', 'dev', 'nowhere'], /nowhere: there is no such file/],
  ];
  for (const [argv, message] of wrongCalls) {
    test(`a wrong call ends with 2 and the usage: ${argv.join(' ')}`, async () => {
      const { code, stdout, stderr } = await runCli(argv);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.match(stderr, /^Usage: /m);
    });
  }
});

describe('validate', () => {
  const setUp = (t: { after(clean: () => void): void }, text: string) => {
    const folder = temporaryFolder(t);
    writeFixturePackages(folder);
    writeFileSync(path.join(folder, 'my.yaml'), text);
    return { cwd: folder, env: { HOME: folder, CHART_DEPS_DIR: folder } };
  };

  test('prints findings to stderr and ends with 1', async (t) => {
    const { code, stdout, stderr } = await runCli(['validate', 'my.yaml'], setUp(t, 'webapp:\n  replica: 3\n'));
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.equal(
      stderr,
      'my.yaml:2:3: webapp.replica: unknown key (did you mean replicas?)\nmy.yaml: 1 error, 0 warnings\n',
    );
  });

  test('warnings alone end with 0, with --strict with 1', async (t) => {
    const surroundings = setUp(t, 'webapp:\n  image: {tag: latest}\n');
    assert.equal((await runCli(['validate', 'my.yaml'], surroundings)).code, 0);
    assert.equal((await runCli(['validate', '--strict', 'my.yaml'], surroundings)).code, 1);
  });

  test('gives machines JSON on stdout', async (t) => {
    const { stdout, stderr } = await runCli(
      ['validate', '--format', 'json', 'my.yaml'],
      setUp(t, 'webapp:\n  replica: 3\n'),
    );
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), [
      {
        ...{ file: 'my.yaml', line: 2, column: 3, path: 'webapp.replica', severity: 'error', rule: 'unknown-key' },
        ...{ message: 'unknown key', fix: 'did you mean replicas?' },
      },
    ]);
  });

  test('gives workflows annotations', async (t) => {
    const { stdout } = await runCli(['validate', '--format', 'github', 'my.yaml'], setUp(t, 'webapp:\n  replica: 3\n'));
    assert.match(stdout, /^::error file=my\.yaml,line=2,col=3,title=unknown-key::webapp\.replica: unknown key/);
  });

  test('colours only where asked to', async (t) => {
    const surroundings = setUp(t, 'webapp:\n  replica: 3\n');
    const colorStart = String.fromCharCode(27);
    assert.ok((await runCli(['validate', 'my.yaml'], { ...surroundings, color: true })).stderr.includes(colorStart));
    assert.ok(!(await runCli(['validate', 'my.yaml'], surroundings)).stderr.includes(colorStart));
  });

  test('says in one line that subchart keys were not checked, and checks the rest', async (t) => {
    const surroundings = {
      ...setUp(t, 'webap: {}\nredis: {replica: {replicaCont: 1}}\n'),
      env: { HOME: '/nonexistent', CHART_DEPS_DIR: '/nonexistent' },
    };
    const { stderr } = await runCli(['validate', 'my.yaml'], { ...surroundings, root: surroundingsRoot(t) });
    assert.match(
      stderr,
      /^note: keys of redis 23\.1\.1, kube-prometheus-stack 88\.5\.3 were not checked: .*\(make deps brings them\)$/m,
    );
    assert.match(stderr, /webap: unknown key/);
  });
});

/** A root without packages inside the chart, whatever this checkout has. */
function surroundingsRoot(t: { after(clean: () => void): void }): string {
  return copyOfProject(temporaryFolder(t));
}

describe('explain', () => {
  test('tells type, unit, bounds and default of a value', async () => {
    const { code, stdout } = await runCli(['explain', 'webapp.limits.bodyBytes']);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^webapp\.limits\.bodyBytes\n.*\n {2}type: integer\n {2}unit: bytes\n {2}allowed: .*\n {2}default: 65536\n$/,
    );
  });

  test('knows the values of subcharts, also of those inside them', async (t) => {
    const folder = temporaryFolder(t);
    writeFixturePackages(folder);
    const explain = async (name: string) =>
      (await runCli(['explain', name], { env: { HOME: folder, CHART_DEPS_DIR: folder } })).stdout;
    assert.equal(
      await explain('redis.tls.existingSecret'),
      'redis.tls.existingSecret\n  Name of a Secret.\n  from: redis 23.1.1\n  default: ""\n',
    );
    assert.match(
      await explain('kube-prometheus-stack.grafana.adminUser'),
      /from: grafana 1\.0\.0\n {2}default: "admin"/,
    );
  });

  test('suggests the nearest value and ends with 1', async () => {
    const { code, stderr } = await runCli(['explain', 'webapp.limits.bodyByte']);
    assert.equal(code, 1);
    assert.equal(stderr, 'webapp.limits.bodyByte: there is no such value; did you mean webapp.limits.bodyBytes?\n');
  });
});

describe('diff', () => {
  test('shows by path what a file changes', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(path.join(folder, 'a.yaml'), 'webapp: {replicas: 7}\nredis: {master: {podLabels: {a: b}}}\n');
    const { code, stdout } = await runCli(['diff', 'default', 'a.yaml'], { cwd: folder });
    assert.equal(code, 0);
    assert.match(stdout, /^webapp\.replicas: \d+ → 7$/m);
    assert.match(stdout, /^redis\.master\.podLabels: \(not set\) → \{"a":"b"\}$/m);
  });

  test('prints nothing for what amounts to the same', async () => {
    assert.equal((await runCli(['diff', 'dev', 'dev'])).stdout, '');
  });
});
