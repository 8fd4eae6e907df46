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
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { parse } from 'yaml';
import { PROJECT_ROOT } from '../../values/io';
import { findHelm } from '../binaries/helm';
import { waitFor } from '../wait';

/**
 * The way to a cluster without a cluster: kubectl, the part of helm that would talk to one, and the download of the
 * subcharts are played by scripts.
 * Everything else is real: the script, the values tool, the chart's rendering. `make e2e` does it with a real cluster.
 */
const folder = mkdtempSync(join(tmpdir(), 'deploy-test-'));
const checkout = join(folder, 'checkout');
const binaries = join(folder, 'bin');
const calls = join(folder, 'calls');

before(async () => {
  mkdirSync(binaries);
  const skipped = join(PROJECT_ROOT, 'chart', 'charts');
  for (const name of ['deploy-all.sh', 'ci', 'tools', 'chart', 'schemas', 'package.json', 'tsconfig.json']) {
    cpSync(join(PROJECT_ROOT, name), join(checkout, name), { recursive: true, filter: (path) => path !== skipped });
  }
  for (const name of ['webapp', 'node_modules']) symlinkSync(join(PROJECT_ROOT, name), join(checkout, name));
  // Older than what is installed, so that nothing is installed through the link.
  writeFileSync(join(checkout, 'package-lock.json'), '');
  utimesSync(join(checkout, 'package-lock.json'), 0, 0);
  const helm = await findHelm(PROJECT_ROOT);
  program(
    'helm',
    `case $1 in template | version) exec '${helm}' "$@" ;; repo | dependency) exit 0 ;; esac\n${record('helm')}${HELM}`,
  );
  program('kubectl', `${record('kubectl')}${KUBECTL}`);
  program('docker', 'exit 1');
});
beforeEach(() => rmSync(calls, { force: true }));
after(() => rmSync(folder, { recursive: true, force: true }));

const record = (name: string) => `printf '%s\\n' "${name} $*" >>'${calls}'\n`;

/**
 * A release that is there when RELEASE_STATE names its state, at revision 5. UPGRADE says what becomes of an upgrade: it fails or is killed and leaves
 * a revision, it is refused and leaves none, or another one is under way (its revision is there before or only after ours has looked), which is told
 * in Helm's words. ROLLBACK: a rollback is refused. HELM_FAILS: why Helm can't ask the cluster.
 */
const HELM = `
began() { grep -q ' upgrade --install ' '${calls}'; }
revision() { printf ',{"revision":%s,"updated":"x","status":"%s"}' "$1" "$2"; }
revisions() {
  printf '{"revision":4,"updated":"x","status":"superseded"},{"revision":5,"updated":"x","status":"deployed"}'
  case $RELEASE_STATE in pending-*) revision 6 "$RELEASE_STATE" ;; esac
  case $UPGRADE in busy) revision 6 pending-upgrade ;; esac
  if began; then case $UPGRADE in fail) revision 6 failed ;; killed | soon-busy) revision 6 pending-upgrade ;; esac; fi
}
not_found() { echo 'Error: release: not found' >&2; exit 1; }
if [ -n "$HELM_FAILS" ]; then echo "Error: $HELM_FAILS" >&2; exit 1; fi
case "$*" in
  *' status '*) [ -n "$RELEASE_STATE" ] || not_found; printf '{"info":{"status":"%s"}}' "$RELEASE_STATE" ;;
  *' get values '*) [ -n "$RELEASE_STATE" ] || not_found; if [ -n "$VALUES" ]; then echo "$VALUES"; else echo '{}'; fi ;;
  *' get manifest '*) printf '%s' "$OLD_MANIFEST" ;;
  *' history '*)
    if [ "$UPGRADE" = unreachable ] && began; then echo 'Error: Kubernetes cluster unreachable' >&2; exit 1; fi
    if [ -n "$RELEASE_STATE" ]; then printf '[%s]' "$(revisions)"
    elif [ "$UPGRADE" = fail ] && began; then echo '[{"revision":1,"updated":"x","status":"failed"}]'
    else not_found; fi ;;
  'show crds '*) printf 'kind: CustomResourceDefinition\\n' ;;
  *' --dry-run=server '*)
    if [ -n "$REFUSAL" ]; then echo "Error: UPGRADE FAILED: $REFUSAL" >&2; exit 1; fi
    printf '{"manifest":%s,"hooks":[]}' "\${NEW_MANIFEST:-null}" ;;
  *' upgrade '*)
    if [ "$UPGRADE" = hang ]; then trap 'echo helm stopped by SIGTERM >>${calls}; kill $!; exit 1' TERM; sleep 60 & wait $!; fi
    if [ "$UPGRADE" = slow ]; then sleep 9; fi
    case $UPGRADE in
      fail) echo 'Error: timed out waiting for the condition' >&2; exit 1 ;;
      killed) exit 137 ;;
      unreachable) echo 'Error: UPGRADE FAILED: the connection was lost' >&2; exit 1 ;;
      busy | soon-busy) echo 'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress' >&2; exit 1 ;;
      forbidden) echo 'Error: UPGRADE FAILED: secrets is forbidden: User "me" cannot create resource "secrets"' >&2; exit 1 ;;
    esac ;;
  *' rollback '*) if [ -n "$ROLLBACK" ]; then echo "Error: $ROLLBACK" >&2; exit 1; fi ;;
esac
`;

const KUBECTL = `case "$*" in
  'config current-context') echo "$CONTEXT" ;;
  *' get --raw /version'*) printf '{"gitVersion": "%s"}' "$KUBE_VERSION" ;;
  *' get --filename - '*) printf '%s' "$LIVE" ;;
  *'config view'*) echo https://cluster.example:6443 ;;
  *' apply '*) cat >/dev/null ;;
  *' get pods '*) echo 'tme1crv-webapp-1   0/1   ImagePullBackOff   0   1m' ;;
  *' get pod '*) echo 'ImagePullBackOff docker.io/library/tme1crv-webapp:0.1.0' ;;
  *' get events '*) echo 'Warning  FailedScheduling  pod/tme1crv-redis-master-0  no volume' ;;
  *' logs '*' --previous '*) echo 'the log before the crash' ;;
  *' get services '*=boards' '*) echo boards-service 8080 ;;
  *' get services '*=webapp' '*) echo tme1crv-webapp 80 ;;
  *' get service '*'-operated'*) ;;
  *' get deployments '*GF_SECURITY*) echo boards-admin password ;;
  *' get deployments '*api-tokens*) echo "$TOKENS" ;;
  # What a former release left, as the script asks for it.
  *' get namespaces,'*' --all-namespaces '*) printf '%s' "$LABELLED" ;;
  *' get persistentvolumeclaims '*operator.prometheus.io*) printf '%s' "$OPERATOR_CLAIMS" ;;
  # A release with backups, when CRONJOB names the one that is asked for.
  *' get cronjob '*) printf '%s' "$CRONJOB" ;;
  *' get jobs '*) printf '{"items":[%s]}' "$JOBS" ;;
  *' create job '*) printf '{"metadata":{"name":"j"},"spec":{"template":{"spec":{"containers":[{"env":[{"name":"RESTORE","value":""}]}]}}}}' ;;
  *' create --filename '*) printf 'created from %s\n' "$(cat)" >>'${calls}' ;;
  *' get job '*"$JOB_ENDS"*) printf True ;;
  *' logs job/'*) echo 'what the job says' ;;
  *' get service '*'-kubelet '*) [ -z "$KUBELET_SERVICE" ] || echo "service/$KUBELET_SERVICE" ;;
  *' delete service,endpoints '*) [ -z "$KUBE_SYSTEM_FORBIDDEN" ] ;;
  *' get persistentvolumes '*) printf '%s' "$VOLUMES" ;;
  *' get customresourcedefinitions '*) printf '%s' "$DEFINITIONS" ;;
esac
`;

function program(name: string, script: string): void {
  writeFileSync(join(binaries, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(binaries, name), 0o755);
}

function environment(changes: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = `${binaries}:${process.env['PATH']}`;
  return { ...process.env, PATH: path, HELM_BIN: join(binaries, 'helm'), CONTEXT: 'production', ...changes };
}

function deploy(args: string[], changes: NodeJS.ProcessEnv = {}) {
  return run(['--target', 'kubernetes', ...args], changes);
}

function run(args: string[], changes: NodeJS.ProcessEnv) {
  const result = spawnSync(join(checkout, 'deploy-all.sh'), args, {
    cwd: folder,
    encoding: 'utf8',
    env: environment(changes),
  });
  // Slow steps write lines of their own.
  const stdout = result.stdout.replaceAll(/^ +\d+ s(: .*)?\n/gm, '').replaceAll('… \n    ', '… ');
  return { ...result, stdout, progress: result.stdout, calls: existsSync(calls) ? readFileSync(calls, 'utf8') : '' };
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
  assert.match(result.stdout, /^cluster: context production, https:\/\/cluster\.example:6443\n==> \[1\/9\] values/);
  for (const step of [
    '1/9] values',
    '2/9] helm',
    '3/9] subcharts',
    '4/9] rendered objects',
    '5/9] what can change in place',
    '6/9] image',
    '8/9] release tme1crv',
    '9/9] helm test',
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

test('the addresses follow other names, namespaces and ports', () => {
  const stack = { namespaceOverride: 'monitoring', grafana: { nameOverride: 'boards', namespaceOverride: 'shows' } };
  const VALUES = JSON.stringify({ workload: { namespace: 'apps' }, 'kube-prometheus-stack': stack });
  const result = run(['status', '--target', 'kubernetes'], { RELEASE_STATE: 'deployed', VALUES });
  assert.match(result.stdout, /--namespace apps port-forward service\/tme1crv-webapp 3000:80/);
  assert.match(result.stdout, /--namespace monitoring port-forward service\/prometheus-operated 9090:9090/);
  assert.match(result.stdout, /--namespace shows port-forward service\/boards-service 3001:8080/);
  assert.match(result.stdout, /--namespace shows get secret boards-admin --output 'jsonpath=\{\.data\.password\}'/);
});

test('warnings about the values are shown behind the step, and nothing stops', () => {
  const result = deploy(['--image', 'app', '--set', 'webapp.image.tag=latest']);
  assert.equal(result.status, 0, result.stderr);
  assert.match(
    result.stdout,
    /1\/9\] values … done in .*\n(note: .*\n)?--set webapp\.image\.tag: warning: is latest: .*\[image-tags\]\n--set webapp\.image\.tag: 0 errors, 1 warning\n==> \[2\/9\]/,
  );
});

test('where the web app asks for tokens, the commands that are shown take one from the Secret and send it', () => {
  const shown = (tokens: string) => deploy(['--image', 'me/app:1.2'], { TOKENS: tokens }).stdout;
  const stdout = shown('api-tokens list.txt');
  assert.ok(
    stdout.includes(
      "token=$(kubectl --context production --namespace iacproject get secret api-tokens --output 'jsonpath={.data.list\\.txt}' | base64 --decode | sed -n 's/^write //p' | head -n 1)\n",
    ),
    stdout,
  );
  assert.equal(stdout.match(/curl -i .*\/items\/hello -H "authorization: Bearer \$token"/g)?.length, 2);
  assert.doesNotMatch(shown(' '), /token/);
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
  assert.ok(applied >= 0 && applied < lines.findIndex((call) => call.includes(' upgrade --install ')), made);
});

test('a field that only another Kubernetes may know stops nothing when the cluster has that one', () => {
  const file = join(folder, 'new-field.yaml');
  writeFileSync(
    file,
    'kube-prometheus-stack: { grafana: { extraContainers: "- { name: x, image: a:1, quiteNewThing: 1 }" } }\n',
  );
  const other = deploy(['--image', 'app', '--values', file], { KUBE_VERSION: 'v1.30.1+k3s1' });
  assert.equal(other.status, 0, other.stderr);
  assert.match(other.stdout, /4\/9\] rendered objects … done in .*\n.*quiteNewThing.*; the cluster has 1\.30, and/);
  const same = deploy(['--image', 'app', '--values', file], { KUBE_VERSION: 'v1.36.9' });
  assert.equal(same.status, 1);
  assert.match(same.stderr, /quiteNewThing is no field that Kubernetes knows here/);
});

/** Manifests of a release and of its upgrade that differ by this field. */
const claims = (size: string) =>
  `kind: StatefulSet\napiVersion: apps/v1\nmetadata: { name: db }\nspec: { volumeClaimTemplates: [{ metadata: { name: data }, spec: { resources: { requests: { storage: ${size} } } } }] }\n`;
const upgradeFrom = (old: string, next: string) => ({
  ...{ RELEASE_STATE: 'deployed', OLD_MANIFEST: old, NEW_MANIFEST: JSON.stringify(next) },
  LIVE: JSON.stringify({ ...parse(old), metadata: { ...parse(old).metadata, namespace: 'default' } }),
});

test('an upgrade that the API server would refuse stops before anything is touched, with what to do', () => {
  const { status, stdout, stderr, calls: made } = deploy(['--image', 'app'], upgradeFrom(claims('8Gi'), claims('9Gi')));
  assert.equal(status, 1);
  assert.match(stdout, /5\/9\] what can change in place … failed after /);
  assert.match(
    stderr,
    /^StatefulSet default\/db: the API server refuses the upgrade\n.*\[data\]\.spec\.resources\.requests\.storage: 8Gi → 9Gi\n {2}to do: kubectl -n default delete statefulset db --cascade=orphan/,
  );
  assert.match(
    stderr,
    /error: The API server would refuse this upgrade; nothing was changed\.\nDo what is named above/,
  );
  assert.doesNotMatch(made, /apply|--install/);
});

test('a StatefulSet that was deleted, as docs/maintenance.md says, stops nothing', () => {
  const deleted = { ...upgradeFrom(claims('8Gi'), claims('9Gi')), LIVE: '' };
  const { status, stderr } = deploy(['--image', 'app'], deleted);
  assert.equal(status, 0, stderr);
});

test('an upgrade without such a change says how many pods restart, and goes on', () => {
  const {
    status,
    stdout,
    stderr,
    calls: made,
  } = deploy(['--image', 'app'], upgradeFrom(claims('8Gi'), claims('8192Mi')));
  assert.equal(status, 0, stderr);
  assert.match(
    stdout,
    /what can change in place … done in .* \(no pod will restart, beside those with another image\)\n/,
  );
  assert.match(made, / upgrade --install /);
});

test('what the upgrade leaves as it was is a remark', () => {
  const service = (spec: string) => `kind: Service\napiVersion: v1\nmetadata: { name: s }\nspec: { ${spec} }\n`;
  const { status, stdout } = deploy(
    ['--image', 'app'],
    upgradeFrom(service('clusterIP: None'), service('type: ClusterIP')),
  );
  assert.equal(status, 0);
  assert.match(stdout, /Service default\/s: accepted, but without effect\n {2}spec\.clusterIP: None → \(not set\)\n/);
});

test('an upgrade that the chart refuses stops before anything is touched, in its words', () => {
  const { status, stderr, calls: made } = deploy(['--image', 'app'], { RELEASE_STATE: 'deployed', REFUSAL: 'no way' });
  assert.equal(status, 1);
  assert.match(stderr, /^UPGRADE FAILED: no way\nerror: The upgrade is refused; nothing was changed\.\n/);
  assert.doesNotMatch(made, /apply|--install/);
});

test('definitions that are missing yet, and a release that is gone, are no reason to stop', () => {
  for (const [refusal, said] of [
    ['no matches for kind', 'left out: definitions of custom resources are missing yet'],
    ['it has no deployed releases', 'a new release'],
  ]) {
    const { status, stdout } = deploy(['--image', 'app'], { RELEASE_STATE: 'deployed', REFUSAL: refusal });
    assert.equal(status, 0, refusal);
    assert.ok(stdout.includes(`(${said})`), stdout);
  }
});

test('beside an operator of the cluster’s own its definitions are left alone', () => {
  const { status, calls: made } = deploy(['--image', 'app', '--profile', 'existing-monitoring'], {
    RELEASE_STATE: 'deployed',
  });
  assert.equal(status, 0);
  assert.doesNotMatch(made, /apply/);
});

test('while Helm waits, a line every 4 s says which pods are not ready', () => {
  const { status, progress } = deploy(['--image', 'app'], { UPGRADE: 'slow' });
  assert.equal(status, 0);
  assert.match(progress, /release tme1crv … \n {6}4 s: helm upgrade --install --wait\n/);
  assert.match(progress, /\n {6}8 s: helm upgrade --install --wait: not ready: tme1crv-webapp-1, tme1crv-webapp-1\n/);
});

test('a release that does not become ready is explained: events, logs, the image and the way out', () => {
  const { status, stderr, stdout, calls: made } = deploy(['--image', 'app'], { UPGRADE: 'fail' });
  assert.equal(status, 1);
  assert.match(stdout, /release tme1crv … failed after /);
  assert.match(stderr, /timed out waiting for the condition/);
  assert.match(stderr, /FailedScheduling {2}pod\/tme1crv-redis-master-0/);
  assert.match(stderr, /pod iacproject\/tme1crv-webapp-1 is not ready/);
  assert.match(stderr, /the log before the crash/);
  assert.match(stderr, /image docker\.io\/library\/tme1crv-webapp:0\.1\.0 cannot be pulled[\s\S]*--push-to REGISTRY/);
  assert.match(stderr, /error: The release did not become ready within 5m\.\n/);
  assert.doesNotMatch(made, / rollback /, 'there is nothing to go back to');
});

test('an upgrade that fails is explained and taken back to the revision that ran', () => {
  const { status, stderr, calls: made } = deploy(['--image', 'app'], { RELEASE_STATE: 'deployed', UPGRADE: 'fail' });
  assert.equal(status, 1);
  const lines = made.split('\n');
  const rollback = lines.findIndex((call) => call.includes(' rollback tme1crv 5 --namespace default --wait '));
  assert.ok(rollback > lines.findIndex((call) => call.includes(' get events ')), 'it is looked at before');
  assert.match(stderr, /FailedScheduling {2}pod\/tme1crv-redis-master-0/);
  assert.match(stderr, /did not become ready within 5m\. It runs again as before, as revision 5 had it\./);
});

test('an upgrade that cannot be taken back either says so, with the command', () => {
  const states = { RELEASE_STATE: 'deployed', UPGRADE: 'fail', ROLLBACK: 'this rollback is refused' };
  const { stderr } = deploy(['--image', 'app'], states);
  assert.match(
    stderr,
    /taken back either \(Error: this rollback is refused\): helm rollback tme1crv 5 --namespace default\n/,
  );
});

for (const [what, state] of [
  ['that had begun before', 'busy'],
  ['that has begun meanwhile', 'soon-busy'],
]) {
  test(`beside another upgrade ${what}, Helm refuses, and the other one is left alone`, () => {
    const result = deploy(['--image', 'app'], { RELEASE_STATE: 'deployed', UPGRADE: state });
    assert.equal(result.status, 1);
    assert.doesNotMatch(result.calls, / rollback /);
    assert.match(
      result.stderr,
      /^Error: UPGRADE FAILED: another operation .* is in progress\nerror: Helm refused this deployment; it changed nothing of release tme1crv\.\nAnother deployment of it is under way: wait/,
    );
  });
}

test('an upgrade that Helm refuses has changed nothing, so that nothing is taken back', () => {
  for (const state of ['deployed', '']) {
    const result = deploy(['--image', 'app'], { RELEASE_STATE: state, UPGRADE: 'forbidden' });
    assert.equal(result.status, 1);
    assert.doesNotMatch(result.calls, / rollback /);
    assert.match(
      result.stderr,
      /cannot create resource "secrets"\nerror: Helm refused this deployment; it changed nothing of release tme1crv\.\nMend what Helm names above/,
    );
  }
});

test('an upgrade of which nothing is known after it has failed is not taken back, and the words say so', () => {
  const {
    status,
    stderr,
    calls: made,
  } = deploy(['--image', 'app'], { RELEASE_STATE: 'deployed', UPGRADE: 'unreachable' });
  assert.equal(status, 1);
  assert.doesNotMatch(made, / rollback /);
  assert.match(stderr, /^Error: UPGRADE FAILED: the connection was lost\nError: Kubernetes cluster unreachable\n/);
  assert.match(stderr, /error: The upgrade has failed, and Helm can't tell what it left of release tme1crv\.\n/);
  assert.match(stderr, /helm history tme1crv --namespace default/);
});

test('an upgrade whose Helm was killed is taken back', () => {
  const { stderr, calls: made } = deploy(['--image', 'app'], { RELEASE_STATE: 'deployed', UPGRADE: 'killed' });
  assert.match(made, / rollback tme1crv 5 --namespace default --wait /);
  assert.match(stderr, /It runs again as before, as revision 5 had it\./);
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

test('a release that was left pending is freed with the revision that runs', () => {
  const { status, stderr } = deploy(['--image', 'app'], { RELEASE_STATE: 'pending-rollback' });
  assert.equal(status, 1);
  assert.match(stderr, /interrupted while it was changed[\s\S]*helm rollback tme1crv 5 --namespace default/);
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

test('without backups a backup says how to switch them on', () => {
  const result = deploy(['backup'], { RELEASE_STATE: 'deployed' });
  assert.equal(result.status, 1);
  assert.match(result.stderr, /Release tme1crv takes no backups\.\nSwitch them on: .*--set backup\.enabled=true/);
  assert.match(deploy(['restore']).stderr, /There is no release tme1crv in namespace default/);
});

test('a restore is a Job of the chart’s CronJob that is told what to restore, and its log is shown', () => {
  const release = { RELEASE_STATE: 'deployed', CRONJOB: 'cronjob.batch/tme1crv-restore' };
  const done = deploy(['restore', 'latest', '--force'], { ...release, JOB_ENDS: 'Complete' });
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /what the job says\n$/);
  assert.match(done.calls, /create job tme1crv-restore-\w+ --from=cronjob\.batch\/tme1crv-restore --dry-run=client/);
  assert.match(done.calls, /created from .*"name":"RESTORE","value":"--force latest"/);
  const failed = deploy(['restore'], { ...release, JOB_ENDS: 'Failed' });
  assert.equal(failed.status, 1);
  assert.match(
    failed.stderr,
    /what the job says\nerror: The restore failed; see above\.\nThe same log: kubectl -n default logs job\//,
  );
  assert.match(failed.calls, /created from .*"name":"RESTORE","value":""/);
});

/** A Job of a CronJob; it has ended when a condition says so. */
const job = (name: string, owner: string, status: object) =>
  JSON.stringify({ metadata: { name, ownerReferences: [{ kind: 'CronJob', name: owner }] }, status });

test('a restore or backup whose Job has not ended yet is not begun a second time', () => {
  for (const command of ['restore', 'backup']) {
    const running = `tme1crv-${command}-x1`;
    const result = deploy([command], {
      RELEASE_STATE: 'deployed',
      CRONJOB: `cronjob.batch/tme1crv-${command}`,
      JOB_ENDS: 'Complete',
      JOBS: job(running, `tme1crv-${command}`, { active: 1 }),
    });
    assert.equal(result.status, 1);
    assert.doesNotMatch(result.calls, / create /);
    assert.match(result.stderr, new RegExp(`^error: The Job ${running} of a former ${command} has not ended yet\\.\n`));
    assert.ok(
      result.stderr.includes(`kubectl --context production -n default logs --follow job/${running} --all-containers`),
      result.stderr,
    );
  }
});

test('Jobs that have ended, and those of others, do not stop a restore', () => {
  const ended = (type: string) => ({ conditions: [{ type, status: 'True' }] });
  const result = deploy(['restore'], {
    RELEASE_STATE: 'deployed',
    CRONJOB: 'cronjob.batch/tme1crv-restore',
    JOB_ENDS: 'Complete',
    JOBS: [
      job('a', 'tme1crv-restore', ended('Complete')),
      job('b', 'tme1crv-restore', ended('Failed')),
      job('c', 'tme1crv-backup', { active: 1 }),
      '{"metadata":{"name":"d"},"status":{"active":1}}',
    ].join(','),
  });
  assert.equal(result.status, 0, result.stderr);
});

test('down uninstalls the release and keeps the data', () => {
  const result = run(['down', '--target', 'kubernetes'], { RELEASE_STATE: 'deployed' });
  assert.equal(result.stderr, '');
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /release tme1crv … done in .* \(namespace \S+, volumes and Secrets stay\)/);
  const made = result.calls;
  assert.match(made, /^helm --kube-context production uninstall tme1crv --namespace default /m);
  assert.doesNotMatch(made, /kubectl .*delete/);
});

for (const [command, args] of [
  ['up', ['--image', 'app']],
  ['down', ['down']],
  ['down --delete-data', ['down', '--delete-data', '--yes']],
  ['status', ['status']],
  ['restore', ['restore']],
] as const) {
  test(`${command}: a Helm that can't ask the cluster is not taken for a release that isn't there`, () => {
    const secret = line('Secret/default/tme1crv-redis-auth', 'tme1crv-0.1.0', '', ours, nobody);
    const reason = 'query: failed to query with labels: secrets is forbidden: User "me" cannot list resource "secrets"';
    const result = deploy([...args], { RELEASE_STATE: 'deployed', HELM_FAILS: reason, LABELLED: secret });
    assert.equal(result.status, 1, result.stdout);
    assert.match(
      result.stderr,
      /cannot list resource "secrets"\nerror: Helm can't tell whether there is a release tme1crv in namespace default, so nothing was done to it\.\nMend /,
    );
    assert.doesNotMatch(result.calls, / (delete|uninstall|apply|upgrade|create) /);
  });
}

/** An object as the script lists it: kind, namespace, name, chart, hook, and who made it by our notes and by Helm's. */
const line = (object: string, chart: string, hook: string, ours: string, helms: string) =>
  `${[object.replaceAll('/', '|'), chart, hook, ours, helms].join('|')}\n`;
const ours = 'tme1crv|default';
const nobody = '|';

/** `down` after a release that left this; of the calls, those that delete, without what every one of them has. */
function down(left: NodeJS.ProcessEnv, ...args: string[]) {
  const { calls: made, ...result } = run(['down', '--target', 'kubernetes', ...args], left);
  const deleted = made
    .split('\n')
    .filter((call) => call.includes(' delete '))
    .map((call) => call.replace('kubectl --context production ', '').replace(/ --(timeout \S+|ignore-not-found)/g, ''));
  return { ...result, deleted };
}

const deleteData = (left: NodeJS.ProcessEnv) => down(left, '--delete-data', '--yes');

test('down --delete-data after down: finds what the former release left, lists it and deletes it', () => {
  const { status, stderr, stdout, deleted } = deleteData({
    LABELLED:
      line('Namespace//iacproject', 'tme1crv-0.1.0', '', ours, nobody) +
      line('Secret/iacproject/tme1crv-redis-auth', 'tme1crv-0.1.0', '', ours, nobody) +
      line('Secret/default/tme1crv-grafana-admin', 'tme1crv-0.1.0', '', ours, nobody) +
      line('PersistentVolumeClaim/iacproject/redis-data-tme1crv-redis-master-0', '', '', nobody, nobody) +
      line('Job/default/tme1crv-rollback-guard', 'tme1crv-0.1.0', 'pre-rollback', nobody, nobody),
    OPERATOR_CLAIMS: 'prometheus-db-0 tme1crv-kube-prometheus-st-prometheus\n',
    KUBELET_SERVICE: 'tme1crv-kube-prometheus-st-kubelet',
    VOLUMES:
      'Retain iacproject redis-data-tme1crv-redis-master-0 volume-1\n' +
      'Delete iacproject redis-data-tme1crv-redis-replicas-0 volume-2\n' +
      'Retain team data-of-others volume-3\n',
    DEFINITIONS: 'customresourcedefinition.apiextensions.k8s.io/prometheuses.monitoring.coreos.com\n',
  });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  for (const found of [
    'namespace iacproject, with everything in it',
    'claim iacproject/redis-data-tme1crv-redis-master-0',
    'Secret default/tme1crv-grafana-admin',
    'claim default/prometheus-db-0',
    'Service kube-system/tme1crv-kube-prometheus-st-kubelet',
  ]) {
    assert.ok(stdout.includes(found), `${found} is not in\n${stdout}`);
  }
  assert.deepEqual(deleted, [
    'delete persistentvolumeclaim --namespace default prometheus-db-0',
    'delete secret --namespace default tme1crv-grafana-admin',
    'delete job --namespace default tme1crv-rollback-guard',
    'delete service,endpoints --namespace kube-system tme1crv-kube-prometheus-st-kubelet',
    'delete endpointslices --namespace kube-system --selector kubernetes.io/service-name=tme1crv-kube-prometheus-st-kubelet',
    'delete namespace iacproject',
  ]);
  assert.match(stdout, /volumes keep the data[\s\S]*kubectl --context production delete persistentvolume volume-1\n/);
  assert.match(stdout, /definitions of the Prometheus operator stay[\s\S]*xargs kubectl --context production delete/);
});

test('down --delete-data leaves a namespace that another owner made, and takes only our objects in it', () => {
  const { status, stdout, deleted } = deleteData({
    LABELLED:
      line('Namespace//team', '', '', nobody, nobody) +
      line('Secret/team/tme1crv-redis-auth', 'tme1crv-0.1.0', '', ours, nobody) +
      // Of a chart of somebody else's whose release has the same name.
      line('Secret/team/tme1crv-postgresql', 'postgresql-16.0.0', '', nobody, nobody) +
      line('PersistentVolumeClaim/team/data-tme1crv-postgresql-0', '', '', nobody, nobody) +
      line('PersistentVolumeClaim/team/redis-data-tme1crv-redis-replicas-4', '', '', nobody, nobody),
  });
  assert.equal(status, 0);
  assert.deepEqual(deleted, [
    'delete persistentvolumeclaim --namespace team redis-data-tme1crv-redis-replicas-4',
    'delete secret --namespace team tme1crv-redis-auth',
  ]);
  assert.match(stdout, /namespace team stays: another owner made it/);
});

test('down --delete-data deletes and names the Sentinels’ claims, too', () => {
  const { stdout, deleted } = deleteData({
    LABELLED:
      line('Secret/team/tme1crv-redis-auth', 'tme1crv-0.1.0', '', ours, nobody) +
      line('PersistentVolumeClaim/team/redis-data-tme1crv-redis-node-2', '', '', nobody, nobody) +
      line('PersistentVolumeClaim/team/sentinel-data-tme1crv-redis-node-2', '', '', nobody, nobody) +
      line('PersistentVolumeClaim/elsewhere/sentinel-data-tme1crv-redis-node-0', '', '', nobody, nobody),
  });
  assert.match(stdout, / {2}claim team\/sentinel-data-tme1crv-redis-node-2\n/);
  assert.deepEqual(deleted, [
    'delete persistentvolumeclaim --namespace team redis-data-tme1crv-redis-node-2',
    'delete persistentvolumeclaim --namespace team sentinel-data-tme1crv-redis-node-2',
    'delete secret --namespace team tme1crv-redis-auth',
  ]);
  assert.match(stdout, /The claim elsewhere\/sentinel-data-tme1crv-redis-node-0 stays/);
});

test('down --delete-data says what it leaves because it may be another release’s, and how to delete that', () => {
  const { status, stdout, deleted } = deleteData({
    LABELLED:
      // Made by a release of the same name in another namespace.
      line('Namespace//elsewhere', 'tme1crv-0.1.0', '', 'tme1crv|other', nobody) +
      line('Secret/elsewhere/tme1crv-redis-auth', 'tme1crv-0.1.0', '', 'tme1crv|other', nobody) +
      line('PersistentVolumeClaim/elsewhere/redis-data-tme1crv-redis-master-0', '', '', nobody, nobody),
    OPERATOR_CLAIMS: 'prometheus-two-db-0 tme1crv-two-kube-prometheus-prometheus\n',
  });
  assert.equal(status, 0);
  assert.deepEqual(deleted, []);
  assert.match(
    stdout,
    /elsewhere\/redis-data-tme1crv-redis-master-0 stays: nothing says that this release made it[\s\S]*kubectl --context production -n elsewhere delete persistentvolumeclaim redis-data-tme1crv-redis-master-0/,
  );
});

test('down --delete-data says what it may not delete in kube-system, and deletes the rest', () => {
  const { status, stdout, deleted } = deleteData({
    LABELLED: line('Namespace//iacproject', 'tme1crv-0.1.0', '', ours, nobody),
    KUBELET_SERVICE: 'tme1crv-kube-prometheus-st-kubelet',
    KUBE_SYSTEM_FORBIDDEN: 'yes',
  });
  assert.equal(status, 0);
  assert.match(deleted.join('\n'), /^delete namespace iacproject/m);
  assert.match(stdout, /Service kube-system\/tme1crv-kube-prometheus-st-kubelet stays: it could not be deleted/);
});

test('down --delete-data takes over what a chart left that noted its owner as Helm does', () => {
  const { deleted } = deleteData({ LABELLED: line('Namespace//iacproject', 'tme1crv-0.1.0', '', nobody, ours) });
  assert.match(deleted.join('\n'), /^delete namespace iacproject/m);
});

test('down without --delete-data deletes nothing and says what stays', () => {
  const { status, stdout, deleted } = down({
    LABELLED: line('Namespace//iacproject', 'tme1crv-0.1.0', '', ours, nobody),
  });
  assert.equal(status, 0);
  assert.deepEqual(deleted, []);
  assert.match(stdout, /namespace iacproject, with everything in it[\s\S]*the same command with --delete-data/);
});

test('down --delete-data asks first, and names what it would delete', () => {
  const { status, stderr, stdout, deleted } = down(
    { LABELLED: line('Namespace//iacproject', 'tme1crv-0.1.0', '', ours, nobody) },
    '--delete-data',
  );
  assert.equal(status, 1);
  assert.match(stdout, /namespace iacproject, with everything in it/);
  assert.match(stderr, /nobody to ask here: give --yes/);
  assert.deepEqual(deleted, []);
});

const contexts: [string, string, RegExp][] = [
  ['kind-dev', 'a local cluster is taken', /^target: the cluster of context kind-dev$/m],
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
