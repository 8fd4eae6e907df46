import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { findHelm } from '../programs/helm';
import { waitFor } from '../wait';

/**
 * The way to a cluster without a cluster: kubectl, the part of helm that would talk to one, and the download of the
 * subcharts are played by scripts.
 * Everything else is real: the script, the values tool, the chart's rendering. `make e2e` does it with a real cluster.
 */
const repository = resolve(__dirname, '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'deploy-test-'));
const checkout = join(folder, 'checkout');
const programs = join(folder, 'bin');
const calls = join(folder, 'calls');

before(async () => {
  mkdirSync(programs);
  const skipped = join(repository, 'chart', 'charts');
  for (const name of ['deploy-all.sh', 'ci', 'tools', 'chart', 'schemas', 'package.json', 'tsconfig.json']) {
    cpSync(join(repository, name), join(checkout, name), { recursive: true, filter: (path) => path !== skipped });
  }
  for (const name of ['webapp', 'node_modules']) symlinkSync(join(repository, name), join(checkout, name));
  // Older than what is installed, so that nothing is installed through the link.
  writeFileSync(join(checkout, 'package-lock.json'), '');
  utimesSync(join(checkout, 'package-lock.json'), 0, 0);
  writeFileSync(join(checkout, 'ci', 'deps.sh'), '#!/bin/sh\n');
  const helm = await findHelm(repository);
  program('helm', `case $1 in template | version) exec '${helm}' "$@" ;; esac\n${record('helm')}${HELM}`);
  program('kubectl', `${record('kubectl')}${KUBECTL}`);
  program('docker', 'exit 1');
});
beforeEach(() => rmSync(calls, { force: true }));
after(() => rmSync(folder, { recursive: true, force: true }));

const record = (name: string) => `printf '%s\\n' "${name} $*" >>'${calls}'\n`;

// A release that is there when RELEASE_STATE names its state; an upgrade that fails or hangs when told.
const HELM = `case "$*" in
  *' status '*) [ -n "$RELEASE_STATE" ] && printf '{"info":{"status":"%s"}}' "$RELEASE_STATE" ;;
  'show crds '*) printf 'kind: CustomResourceDefinition\\n' ;;
  *' upgrade '*)
    if [ "$UPGRADE" = hang ]; then trap 'echo helm stopped by SIGTERM >>${calls}; kill $!; exit 1' TERM; sleep 60 & wait $!; fi
    if [ "$UPGRADE" = fail ]; then echo 'Error: timed out waiting for the condition' >&2; exit 1; fi ;;
esac
`;

const KUBECTL = `case "$*" in
  'config current-context') echo "$CONTEXT" ;;
  *'config view'*) echo https://cluster.example:6443 ;;
  *' apply '*) cat >/dev/null ;;
  *' get pods '*) echo 'tme1crv-webapp-1   0/1   ImagePullBackOff   0   1m' ;;
  *' get pod '*) echo 'ImagePullBackOff docker.io/library/tme1crv-webapp:0.1.0' ;;
  *' get events '*) echo 'Warning  FailedScheduling  pod/tme1crv-redis-master-0  no volume' ;;
  *' logs '*' --previous '*) echo 'the log before the crash' ;;
  *' get services '*) echo tme1crv-webapp ;;
esac
`;

function program(name: string, script: string): void {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
}

function environment(changes: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = `${programs}:${process.env['PATH']}`;
  return { ...process.env, PATH: path, HELM_BIN: join(programs, 'helm'), CONTEXT: 'production', ...changes };
}

function deploy(args: string[], changes: NodeJS.ProcessEnv = {}) {
  const result = spawnSync(join(checkout, 'deploy-all.sh'), ['--target', 'kubernetes', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: environment(changes),
  });
  return { ...result, calls: existsSync(calls) ? readFileSync(calls, 'utf8') : '' };
}

test('a new release: the cluster is named first, every step timed, the release tested, the addresses shown', () => {
  const result = deploy([
    '--image',
    'ghcr.io/me/app:1.2',
    '--profile',
    'dev',
    '--set',
    'webapp.replicas=4',
    '--timeout',
    '90s',
  ]);
  assert.equal(result.stderr, '');
  assert.equal(result.status, 0, result.stderr);
  assert.match(
    result.stdout,
    /^cluster: context production, https:\/\/cluster\.example:6443\n==> \[1\/8\] node packages/,
  );
  for (const step of [
    '2/8] values',
    '3/8] helm',
    '4/8] subcharts',
    '5/8] image',
    '7/8] release tme1crv',
    '8/8] helm test',
  ]) {
    assert.ok(result.stdout.includes(`==> [${step} … done in `), step);
  }
  assert.match(result.stdout, /port-forward service\/tme1crv-webapp 3000:80/);
  const upgrade = result.calls.split('\n').find((call) => call.includes(' upgrade ')) ?? '';
  assert.match(upgrade, /^helm --kube-context production upgrade --install tme1crv .*\/chart --namespace default /);
  assert.match(upgrade, /--wait --timeout 90s --values \S+\/profiles\/dev\.yaml /);
  assert.match(
    upgrade,
    /--set webapp\.image\.registry=ghcr\.io --set webapp\.image\.repository=me\/app --set webapp\.image\.tag=1\.2/,
  );
  // What the user sets comes last and wins.
  assert.match(upgrade, /--set webapp\.replicas=4$/);
  assert.match(result.calls, /^helm --kube-context production test tme1crv /m);
  assert.doesNotMatch(result.calls, /apply/, 'a new release brings the definitions itself');
});

test('every call names the context, so that switching it meanwhile changes nothing', () => {
  const { calls: made } = deploy(['--image', 'app']);
  const elsewhere = made
    .split('\n')
    .filter((call) => /^(helm|kubectl) /.test(call) && !/context|^helm show /.test(call));
  assert.deepEqual(elsewhere, []);
});

test('before an upgrade the definitions are applied on the server', () => {
  const { status, stderr, calls: made } = deploy(['--image', 'app'], { RELEASE_STATE: 'deployed' });
  assert.equal(status, 0, stderr);
  const lines = made.split('\n');
  const applied = lines.findIndex((call) => call.includes('apply --server-side'));
  assert.ok(applied >= 0 && applied < lines.findIndex((call) => call.includes(' upgrade ')), made);
});

test('beside an operator of the cluster’s own its definitions are left alone', () => {
  const { status, calls: made } = deploy(['--image', 'app', '--profile', 'existing-monitoring'], {
    RELEASE_STATE: 'deployed',
  });
  assert.equal(status, 0);
  assert.doesNotMatch(made, /apply/);
});

test('a release that does not become ready is explained: events, logs, the image and the way out', () => {
  const { status, stderr, stdout } = deploy(['--image', 'app'], { UPGRADE: 'fail' });
  assert.equal(status, 1);
  assert.match(stdout, /release tme1crv … failed after /);
  assert.match(stderr, /timed out waiting for the condition/);
  assert.match(stderr, /FailedScheduling {2}pod\/tme1crv-redis-master-0/);
  assert.match(stderr, /pod iacproject\/tme1crv-webapp-1 is not ready/);
  assert.match(stderr, /the log before the crash/);
  assert.match(stderr, /image docker\.io\/library\/tme1crv-webapp:0\.1\.0 cannot be pulled[\s\S]*--push-to REGISTRY/);
  assert.match(stderr, /error: The release did not become ready within 5m/);
});

test('an interruption reaches helm, and says how to go on', async () => {
  const args = ['--target', 'kubernetes', '--image', 'app'];
  const child = spawn(join(checkout, 'deploy-all.sh'), args, { env: environment({ UPGRADE: 'hang' }) });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const ended = once(child, 'close');
  const upgrading = async () => existsSync(calls) && readFileSync(calls, 'utf8').includes(' upgrade ');
  await waitFor(upgrading, { what: 'the upgrade', timeoutMs: 60_000 });
  child.kill('SIGTERM');
  const [code] = await ended;
  assert.equal(code, 143);
  assert.match(output, /interrupted after [\s\S]*Run the same command again/);
  assert.match(readFileSync(calls, 'utf8'), /helm stopped by SIGTERM/);
});

test('a release that was killed on its way is not run into', () => {
  const { status, stderr, calls: made } = deploy(['--image', 'app'], { RELEASE_STATE: 'pending-install' });
  assert.equal(status, 1);
  assert.match(stderr, /interrupted while it was installed[\s\S]*helm uninstall tme1crv --namespace default/);
  assert.doesNotMatch(made, / upgrade /);
});

test('where an image can neither be built nor loaded, nothing is installed', () => {
  for (const name of ['podman', 'buildah']) program(name, 'exit 0');
  const { status, stderr, calls: made } = deploy([]);
  assert.equal(status, 1);
  assert.match(
    stderr,
    /can't be loaded into the cluster of context production[\s\S]*--push-to REGISTRY[\s\S]*--image REF/,
  );
  assert.doesNotMatch(made, / upgrade /);
});

test('autoscaling without a metrics API is pointed out', () => {
  const { status, stdout } = deploy(['--image', 'app', '--set', 'webapp.autoscaling.enabled=true']);
  assert.equal(status, 0);
  assert.match(stdout, /no metrics API[\s\S]*metrics-server/);
});

test('down uninstalls the release and keeps the data', () => {
  const result = spawnSync(join(checkout, 'deploy-all.sh'), ['down', '--target', 'kubernetes'], {
    encoding: 'utf8',
    env: environment({ RELEASE_STATE: 'deployed' }),
  });
  assert.equal(result.stderr, '');
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /release tme1crv … done in .* \(namespace \S+, volumes and Secrets stay\)/);
  const made = readFileSync(calls, 'utf8');
  assert.match(made, /^helm --kube-context production uninstall tme1crv --namespace default /m);
  assert.doesNotMatch(made, /kubectl .*delete/);
});

const contexts: [string, string, RegExp][] = [
  ['kind-dev', 'a local cluster is taken', /^target: the cluster of context kind-dev\n/],
  [
    'production',
    'another cluster is not',
    /^The current context production is not a local cluster's; --target kubernetes would/,
  ],
];
for (const [context, what, message] of contexts) {
  test(`target auto with context ${context}: ${what}`, () => {
    const args = ['status', '--release', 'none'];
    const result = spawnSync(join(checkout, 'deploy-all.sh'), args, {
      encoding: 'utf8',
      env: environment({ CONTEXT: context, TME1CRV_STATE: join(folder, 'state') }),
    });
    assert.match(result.stdout, message);
  });
}
