import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { commandNames, runCli, temporaryFolder } from './testing/io';
import { copyOfProject } from './testing/project-copy';
import { pinnedVersion, writeFixturePackages } from './testing/tgz';

describe('the command line', () => {
  test('lists the commands with --help, on stdout', async () => {
    const { code, stdout } = await runCli(['--help']);
    assert.equal(code, 0);
    for (const command of commandNames()) assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.length > 120),
      [],
    );
  });

  test('explains each command with COMMAND --help', async () => {
    const { code, stdout } = await runCli(['validate', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: .* validate \[options\] \[FILE\.\.\.\]/);
    assert.match(stdout, /^ {2}--set <KEY=VALUE> +as Helm's/m);
    assert.match(stdout, /^ {2}--strict +warnings count as errors$/m);
    assert.equal((await runCli(['help', 'validate'])).stdout, stdout);
  });

  test('has a help of every command that fits on a screen and shows how to call it', async () => {
    for (const name of commandNames()) {
      const { code, stdout } = await runCli([name, '--help']);
      const lines = stdout.split('\n');
      assert.equal(code, 0, name);
      assert.ok(lines.length <= 40, `${name}: ${lines.length} lines`);
      assert.deepEqual(
        lines.filter((line) => line.length > 120),
        [],
        name,
      );
    }
  });

  test('says its version', async () => {
    const { stdout } = await runCli(['--version']);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  const wrongCalls: [string[], RegExp][] = [
    [['validat'], /^gen-values: unknown command 'validat'\n\(Did you mean validate\?\)/],
    [['__proto__'], /unknown command '__proto__'/],
    [['--chekc'], /unknown option '--chekc'\n\(Did you mean --check\?\)/],
    [['--check', 'extra'], /too many arguments for 'generate'\. Expected 0 arguments but got 1/],
    [['validate'], /at least one values file/],
    [['validate', 'no-such.yaml'], /no-such\.yaml: there is no such file/],
    [['validate', 'tools'], /tools: is a folder, not a file/],
    [
      ['validate', '--format', 'xml', 'package.json'],
      /'--format <format>' argument 'xml' is invalid\. Allowed choices are text, json, github, sarif/,
    ],
    [['explain'], /explain takes the path of a value, or a rule/],
    [['explain', 'a', '--list', 'b'], /too many arguments for 'explain'/],
    [['diff', 'dev'], /diff takes two profiles or files, or --release NAME/],
    [['diff', 'dev', 'dev', '--set', 'a=b'], /--set belongs to --release/],
    [['render', '--format', 'xml'], /Allowed choices are yaml, json/],
    [['completion', 'tcsh'], /Allowed choices are bash, zsh/],
    [['render', '--path'], /option '--path <PATH>' argument missing/],
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
      'my.yaml:2:3: webapp.replica: unknown key (did you mean replicas?) [unknown-key]\nmy.yaml: 1 error, 0 warnings\n',
    );
  });

  test('warnings alone end with 0, with --strict with 1', async (t) => {
    const surroundings = setUp(t, 'webapp:\n  image: {tag: latest}\n');
    assert.equal((await runCli(['validate', 'my.yaml'], surroundings)).code, 0);
    assert.equal((await runCli(['validate', '--strict', 'my.yaml'], surroundings)).code, 1);
  });

  test('reads no more of a file without end than it takes to refuse it', async (t) => {
    const { code, stderr } = await runCli(['validate', '/dev/zero'], setUp(t, ''));
    assert.equal(code, 1);
    assert.match(stderr, /^\/dev\/zero:1:1: is larger than 1 MiB/);
  });

  test('checks --set as it does files, and names the option, but not a value, which may be secret', async (t) => {
    const surroundings = setUp(t, 'webapp:\n  replicas: 3\n');
    const { code, stderr } = await runCli(
      ['validate', 'my.yaml', '--set', 'redis.replica.replicaCont=9,webapp.replicas=many', '--set-json', 'a={"b":1}'],
      surroundings,
    );
    assert.equal(code, 1);
    const [first, ...rest] = stderr.split('\n');
    assert.match(first ?? '', /^--set-json a: unknown key \(the keys here are /);
    assert.deepEqual(rest.slice(0, 2), [
      '--set redis.replica.replicaCont: unknown key (did you mean replicaCount?) [unknown-subchart-key]',
      '--set webapp.replicas: is the string "many"; expects a whole number [schema-type]',
    ]);
    const github = await runCli(['validate', '--format', 'github', '--set', 'webapp.replica=3'], surroundings);
    assert.match(github.stdout, /^::error title=unknown-key::--set webapp\.replica: webapp\.replica: unknown key/);
  });

  test('refuses --set that Helm would refuse', async (t) => {
    const surroundings = setUp(t, '');
    for (const [option, message] of [
      ['webapp.replicas', /--set: key "replicas" has no value: write KEY=VALUE/],
      ['webapp.replicas=3,webapp.replicas.x=1', /x would be a key in a single value \(--set webapp\.replicas\)/],
    ] as const) {
      const { code, stderr } = await runCli(['validate', '--set', option], surroundings);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });

  test('shows a terminal the line itself', async (t) => {
    const { stderr } = await runCli(['validate', 'my.yaml'], {
      ...setUp(t, 'webapp:\n  replica: 3\n'),
      terminal: { columns: 80 },
    });
    assert.match(
      stderr,
      /^my\.yaml:2:3: .*\n {2}2 \| {3}replica: 3\n {4}\| {3}\^{7}\n {6}fix: .*\n {6}rule: unknown-key\n/,
    );
    assert.match(stderr, /\nmy\.yaml: 1 error, 0 warnings\n$/);
  });

  test('gives code scanning SARIF on stdout', async (t) => {
    const { code, stdout, stderr } = await runCli(
      ['validate', '--format', 'sarif', 'my.yaml'],
      setUp(t, 'webapp:\n  replica: 3\n'),
    );
    assert.equal(code, 1);
    assert.equal(stderr, '');
    assert.equal(JSON.parse(stdout).runs[0].results[0].ruleId, 'unknown-key');
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

  test('annotations survive signs that mean something in them', async (t) => {
    const surroundings = setUp(t, 'webapp:\n  logLevel: "50%\\nof: a, b"\n');
    writeFileSync(path.join(surroundings.cwd, 'a,b.yaml'), 'webapp: {replica: 3}\n');
    const { stdout } = await runCli(['validate', '--format', 'github', 'my.yaml', 'a,b.yaml'], surroundings);
    assert.match(stdout, /::webapp\.logLevel: is the string "50%25\\nof: a, b"; expects/);
    assert.match(stdout, /^::error file=a%2Cb\.yaml,line=1/m);
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
      /^note: keys of redis \d\S+, kube-prometheus-stack \d\S+ were not checked: .*\(make deps brings them\)$/m,
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
      `redis.tls.existingSecret\n  Name of a Secret.\n  from: redis ${pinnedVersion('redis')}\n  default: ""\n`,
    );
    assert.match(
      await explain('kube-prometheus-stack.grafana.adminUser'),
      /from: grafana 1\.0\.0\n {2}default: "admin"/,
    );
    // Known from templates alone: the stand-in of Grafana's chart has it in no values.yaml.
    assert.match(
      await explain('kube-prometheus-stack.grafana.adminPassword'),
      /templates of the chart use it\.\n {2}from: grafana 1\.0\.0\n {2}no effect: while something is set in .*admin\.existingSecret/,
    );
  });

  test('falls back on what is said about the map around a value', async (t) => {
    const folder = temporaryFolder(t);
    writeFixturePackages(folder);
    const env = { HOME: folder, CHART_DEPS_DIR: folder };
    const { stdout } = await runCli(['explain', 'kube-prometheus-stack.grafana.persistence.size'], { env });
    assert.match(stdout, /^ {2}Part of persistence: Keeps dashboards on a volume\.$/m);
  });

  test('says how a former key is called now', async () => {
    const { code, stderr } = await runCli(['explain', 'redis.slave']);
    assert.equal(code, 1);
    assert.match(stderr, /^redis\.slave: there is no such value: it is redis\.replica now/);
  });

  test('tells what a rule is for, who else minds it, and shows it by example', async () => {
    const { stdout } = await runCli(['explain', 'redis-kind']);
    assert.equal(
      stdout,
      `redis-kind
  Redis' pods would not be those of a StatefulSet.
  Only the pods of a StatefulSet keep their names and their volumes: a Deployment of replicas or a
  DaemonSet writes to folders that go with the pod.
  checked by: gen-values validate, and the chart itself
  wrong: redis: { replica: { kind: DaemonSet } }
  right: redis: { replica: { kind: StatefulSet } }
`,
    );
    assert.match((await runCli(['explain', 'unknown-key'])).stdout, /^unknown-key\n/);
    assert.match((await runCli(['explain', 'redis-evicton'])).stderr, /did you mean the rule redis-eviction\?/);
  });

  test('lists values level by level, and rules', async (t) => {
    const folder = temporaryFolder(t);
    writeFixturePackages(folder);
    const list = async (prefix: string) =>
      (await runCli(['explain', '--list', prefix], { env: { HOME: folder, CHART_DEPS_DIR: folder } })).stdout.split(
        '\n',
      );
    assert.deepEqual(await list('webapp.replica'), ['webapp.replicaReads.', 'webapp.replicas', '']);
    assert.deepEqual(await list('redis.tls.e'), ['redis.tls.enabled', 'redis.tls.existingSecret', '']);
    assert.ok((await list('rules')).includes('redis-memory'));
    assert.equal((await runCli(['explain', '--list', 'nothing'])).code, 1);
  });

  test('knows where a key of that name is', async () => {
    const { stderr } = await runCli(['explain', 'podSecurityLevel']);
    assert.equal(stderr, 'podSecurityLevel: there is no such value; did you mean workload.podSecurityLevel?\n');
  });

  test("says where the user's own keys and entries belong to", async () => {
    for (const path of ['webapp.podLabels["example.com/team"]', 'webapp.tolerations[0].key']) {
      const { code, stdout } = await runCli(['explain', path]);
      assert.equal(code, 0);
      assert.ok(stdout.startsWith(`${path}\n  Part of webapp.`), stdout);
    }
    assert.equal((await runCli(['explain', 'webapp.image.tag.x'])).code, 1);
  });

  test('gives no hint that leads to another component', async () => {
    const hint = async (path: string) => (await runCli(['explain', path])).stderr;
    assert.match(await hint('externalRedis.host'), /no such value: it is a part of externalRedis\.url/);
    assert.match(
      await hint('monitoring.serviceMonitors.port'),
      /: the keys here are enabled, interval, scrapeTimeout$/m,
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

  test('compares several files at once', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(path.join(folder, 'a.yaml'), 'webapp: {logLevel: warn}\n');
    const { stdout } = await runCli(['diff', 'production', 'production,a.yaml'], { cwd: folder });
    assert.equal(stdout, 'webapp.logLevel: "info" → "warn"\n');
  });

  test('prints nothing for what amounts to the same', async () => {
    assert.equal((await runCli(['diff', 'dev', 'dev'])).stdout, '');
  });
});
