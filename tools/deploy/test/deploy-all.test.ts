import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findOnPath } from '../binaries/find';
import { haveSubcharts } from '../subcharts';
import { waitFor } from '../wait';

const repository = resolve(__dirname, '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'deploy-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs deploy-all.sh where no cluster is configured and no stack is up. */
function deploy(args: string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(join(repository, 'deploy-all.sh'), args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, KUBECONFIG: join(folder, 'no-kubeconfig'), TME1CRV_STATE: join(folder, 'state'), ...env },
  });
}

const usageErrors: [string[], RegExp][] = [
  [
    ['deploy'],
    /'deploy' is invalid for argument 'command'\. Allowed choices are up, demo, status, down, backup, restore, rotate\./,
  ],
  [['--targte', 'local'], /unknown option '--targte'\n\(Did you mean --target\?\)/],
  [['--target'], /option '--target <T>' argument missing/],
  [['--target', 'docker'], /'docker' is invalid\. Allowed choices are auto, kubernetes, kind, local\./],
  [
    ['--profile', 'prod'],
    /'prod' is invalid\. Allowed choices are alert-routes, dev, existing-monitoring, ha, production\./,
  ],
  [['--values', 'none.yaml'], /'none.yaml' is invalid\. It must be a file that exists/],
  [['--set', 'webapp.replicas'], /'webapp.replicas' is invalid\. It must be KEY=VALUE/],
  [['--timeout', '5'], /'5' is invalid\. It must be a duration/],
  [['--release', 'My_App'], /'My_App' is invalid\. It must be lower-case/],
  [['--image', 'a', '--push-to', 'b'], /'--image <REF>' cannot be used with option '--push-to <REG>'/],
  [['status', '--delete-data'], /--delete-data belongs to down/],
  [['up', '--pause'], /--pause belongs to demo/],
  [['demo', '--target', 'kind'], /demo is told on the local stack: --target kind/],
];

for (const [args, message] of usageErrors) {
  test(`deploy-all.sh ${args.join(' ')}: says what is wrong, shows the usage, exits with 2`, () => {
    const { status, stderr, stdout } = deploy(args);
    assert.match(stderr, message);
    assert.match(stderr, /Usage: \.\/deploy-all\.sh/);
    assert.equal(stdout, '');
    assert.equal(status, 2);
  });
}

test('--help goes to the output and is no error', () => {
  const { status, stdout } = deploy(['--help']);
  assert.match(stdout, /^Usage: /);
  assert.equal(status, 0);
});

test('wrong values stop it before anything is started, with file, line and the way out', () => {
  writeFileSync(join(folder, 'typo.yaml'), 'redis:\n  replica:\n    replicaCont: 3\n');
  const { status, stdout, stderr } = deploy(['--target', 'local', '--values', 'typo.yaml']);
  assert.match(stderr, /typo\.yaml:3:5: .*replicaCont.*replicaCount/);
  assert.doesNotMatch(stdout, /Redis/);
  assert.equal(status, 1);
});

test('a wrong --set stops it as early, with the option and the way out', () => {
  const { status, stdout, stderr } = deploy(['--target', 'local', '--set', 'redis.replica.replicaCont=9']);
  assert.match(stderr, /--set redis\.replica\.replicaCont: unknown key \(did you mean replicaCount\?\)/);
  assert.doesNotMatch(stdout, /Redis/);
  assert.equal(status, 1);
});

const deepIsThere = haveSubcharts(repository) && findOnPath(['helm']) !== undefined;
test('what Kubernetes would refuse stops it before anything is started, in a step of its own', {
  skip: deepIsThere ? false : "Helm or the subcharts aren't there",
}, () => {
  const label = `webapp.podLabels.team=${'x'.repeat(64)}`;
  const { status, stdout, stderr } = deploy(['--target', 'local', '--set', label]);
  assert.match(stderr, /--set webapp\.podLabels\.team: Deployment tme1crv-webapp: .* has 64 characters/);
  assert.match(stdout, /==> \[2\/\d+\] rendered objects …[\s\S]*failed after /);
  assert.doesNotMatch(stdout, /Redis/);
  assert.equal(status, 1);
});

test('values that only switch Sentinel on are pointed to the profile that does it', () => {
  const { status, stderr } = deploy(['--target', 'local', '--set', 'redis.sentinel.enabled=true']);
  assert.match(stderr, /redis\.replica\.replicaCount is 2 with Sentinel/);
  assert.match(stderr, /No profile was named, so that dev was taken\. With Sentinel, start from --profile ha\./);
  assert.equal(status, 1);
});

test('without a cluster the target kubernetes is refused with the way out', { skip: !findOnPath(['kubectl']) }, () => {
  const { status, stderr } = deploy(['--target', 'kubernetes']);
  assert.match(stderr, /kubectl has no current context/);
  assert.match(stderr, /--target local/);
  assert.equal(status, 1);
});

test('a cluster that does not respond is named within seconds', { skip: !findOnPath(['kubectl']) }, () => {
  const kubeconfig = join(folder, 'kubeconfig');
  // Port 9 (discard): nobody listens there.
  const cluster = { name: 'c', cluster: { server: 'https://127.0.0.1:9' } };
  const context = { name: 'kind-gone', context: { cluster: 'c', user: 'u' } };
  const configuration = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'kind-gone',
    clusters: [cluster],
    contexts: [context],
    users: [{ name: 'u', user: {} }],
  };
  writeFileSync(kubeconfig, JSON.stringify(configuration));
  const { status, stdout, stderr } = deploy(['--target', 'kubernetes'], { KUBECONFIG: kubeconfig });
  assert.match(stdout, /cluster: context kind-gone, https:\/\/127\.0\.0\.1:9/);
  assert.match(stderr, /did not respond within 10 s/);
  assert.equal(status, 1);
});

describe('without npm', () => {
  const tools = join(folder, 'bin');
  const fresh = join(folder, 'fresh');
  before(() => {
    mkdirSync(tools, { recursive: true });
    for (const name of ['bash', 'env', 'dirname', 'date', 'cat']) {
      const path = findOnPath([name]);
      if (path !== undefined && dirname(path) !== tools) symlinkSync(path, join(tools, name));
    }
    for (const file of ['deploy-all.sh', 'tools/deploy/usage.txt']) cpSync(join(repository, file), join(fresh, file));
  });

  const run = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(join(fresh, 'deploy-all.sh'), args, { encoding: 'utf8', env: { PATH: tools, ...env } });
  const systems: [string, string, string][] = [
    ['Debian', 'ID=debian\n', 'Install it, as root: apt-get update && apt-get install --no-install-recommends npm'],
    [
      'Ubuntu',
      'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n',
      'Install it, as root: apt-get update && apt-get install --no-install-recommends npm',
    ],
    ['Fedora', 'NAME="Fedora Linux"\nID=fedora\n', 'Install it: sudo dnf install nodejs-npm'],
    ['Rocky', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'Install it: sudo dnf install nodejs-npm'],
    ['another system', 'ID=alpine\n', 'Install it: https://nodejs.org'],
  ];
  for (const [name, release, hint] of systems) {
    test(`it says in one line what to install on ${name}`, () => {
      const file = join(folder, 'os-release');
      writeFileSync(file, release);
      const { status, stderr } = run(['--target', 'local'], { TME1CRV_OS_RELEASE: file });
      assert.equal(
        stderr,
        `error: npm is needed and was not found: it brings the Node.js that this project runs on.\n${hint}\n`,
      );
      assert.equal(status, 1);
    });
  }

  test('it says so where nothing tells the system', () => {
    const { stderr } = run([], { TME1CRV_OS_RELEASE: join(folder, 'none') });
    assert.match(stderr, /^error: npm is needed .*\nInstall it: https:\/\/nodejs\.org\n$/);
  });

  test('on macOS as well', () => {
    const mac = join(folder, 'mac');
    mkdirSync(mac, { recursive: true });
    writeFileSync(join(mac, 'uname'), '#!/usr/bin/env bash\necho Darwin\n', { mode: 0o755 });
    const { stderr } = run([], { PATH: `${mac}:${tools}`, TME1CRV_OS_RELEASE: join(folder, 'none') });
    assert.match(stderr, /\nInstall it: brew install node\n$/);
  });

  test('it still has its help', () => {
    assert.match(run(['--help']).stdout, /^Usage: /);
  });
});

test('without apt it says in one line what to install', () => {
  const tools = join(folder, 'no-apt');
  mkdirSync(tools, { recursive: true });
  const file = join(folder, 'os-release-fedora');
  writeFileSync(file, 'ID=fedora\n');
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', 'ts-node/register', 'tools/deploy/binaries/main.ts'],
    { cwd: repository, encoding: 'utf8', env: { PATH: tools, HOME: folder, TME1CRV_OS_RELEASE: file } },
  );
  assert.equal(
    stderr,
    'error: not found: redis-server, prometheus-redis-exporter, prometheus, promtool, prometheus-alertmanager, and this system has no apt to fetch them with\n' +
      'Install it: sudo dnf install valkey-compat-redis golang-github-prometheus, and put on PATH what has no package there: ' +
      'redis_exporter (https://github.com/oliver006/redis_exporter), Alertmanager (https://prometheus.io/download/); or use a cluster: --target kubernetes.\n',
  );
  assert.equal(status, 1);
});

test('an interruption while packages are installed leaves nothing behind', async () => {
  const fresh = join(folder, 'interrupted');
  cpSync(join(repository, 'deploy-all.sh'), join(fresh, 'deploy-all.sh'));
  writeFileSync(join(fresh, 'npm'), `#!/bin/sh\necho started >'${join(fresh, 'started')}'\nexec sleep 60\n`, {
    mode: 0o755,
  });
  const child = spawn(join(fresh, 'deploy-all.sh'), [], {
    env: { ...process.env, PATH: `${fresh}:${process.env['PATH']}` },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const closed = once(child, 'close', { signal: AbortSignal.timeout(40_000) });
  await waitFor(async () => existsSync(join(fresh, 'started')), { what: 'npm to start', timeoutMs: 30_000 });
  child.kill('SIGTERM');
  // Its output closes only when nobody writes to it any more.
  const [code] = await closed;
  assert.equal(code, 143);
  assert.match(output, /node packages … (\n.*npm ci.*)*\s*interrupted\n$/);
});

test('while packages are installed a line every 4 s says so', () => {
  const fresh = join(folder, 'slow');
  cpSync(join(repository, 'deploy-all.sh'), join(fresh, 'deploy-all.sh'));
  writeFileSync(join(fresh, 'npm'), '#!/bin/sh\nsleep 9\necho no network >&2\nexit 1\n', { mode: 0o755 });
  const { status, stdout, stderr } = spawnSync(join(fresh, 'deploy-all.sh'), [], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${fresh}:${process.env['PATH']}` },
  });
  assert.match(
    stdout,
    /node packages … \n {6}4 s: npm ci: Node\.js 24 .*\n {6}8 s: npm ci: .*\n([ \d]+ s: .*\n)* {4}failed\n$/,
  );
  assert.match(stderr, /no network[\s\S]*The packages could not be installed/);
  assert.equal(status, 1);
});

// util-linux' script runs a program at a terminal of its own.
const atTerminal = process.platform === 'linux' && findOnPath(['script']) !== undefined;
test('Ctrl-C at a question interrupts', { skip: atTerminal ? false : 'there is no script(1) of Linux' }, async () => {
  const command = `${join(repository, 'deploy-all.sh')} down --target local --delete-data`;
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { ...process.env, TME1CRV_STATE: join(folder, 'asked') },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!output.includes('[y/N]') && (output + text).includes('[y/N]')) child.stdin.write('\x03');
    output += text;
  });
  const [code] = await once(child, 'close', { signal: AbortSignal.timeout(60_000) });
  assert.match(output, /Stopped\. Run the same command again/);
  assert.equal(code, 130, output);
});

test('status of a stack that is not up says so', () => {
  const { status, stdout } = deploy(['status', '--target', 'local']);
  assert.match(stdout, /the local stack is down/);
  assert.equal(status, 1);
});

test('down is no error when nothing runs, and deleting data without anybody to ask takes --yes', () => {
  assert.equal(deploy(['down', '--target', 'local']).status, 0);
  const { status, stderr } = deploy(['down', '--target', 'local', '--delete-data']);
  assert.match(stderr, /--yes/);
  assert.equal(status, 1);
  assert.equal(deploy(['down', '--target', 'local', '--delete-data', '--yes']).status, 0);
});
