/** `diff --release` with Helm's own renders of the real chart; the running release and the cluster are played by scripts. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { PROJECT_ROOT } from '../io';
import { dependencies, findPackage } from '../subcharts/packages';
import { tool } from '../testing/helm';
import { runCli, temporaryFolder } from '../testing/io';
import { chartFolder } from '../tme1crv/project';

const CHART = chartFolder(PROJECT_ROOT);
const there = dependencies(CHART).every((one) => findPackage(one, CHART, process.env));

/** A cluster with a release of these values, `key=value` each. */
function clusterWith(t: { after(clean: () => void): void }, values: readonly string[], released: object = {}): string {
  const folder = temporaryFolder(t);
  const state = { helm: tool('helm'), values, released };
  writeFileSync(path.join(folder, 'state.json'), JSON.stringify(state));
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries({ helm: HELM, kubectl: KUBECTL })) {
    writeFileSync(path.join(bin, name), `#!${process.execPath}\n${script}`);
    chmodSync(path.join(bin, name), 0o755);
  }
  const before = { PATH: process.env['PATH'], HELM_BIN: process.env['HELM_BIN'] };
  t.after(() => Object.assign(process.env, before, before.HELM_BIN ? {} : { HELM_BIN: '' }));
  process.env['PATH'] = `${bin}:${before.PATH}`;
  process.env['HELM_BIN'] = path.join(bin, 'helm');
  return folder;
}

/** Renders with the real Helm, as an upgrade would: the API server's part is to have the definitions. */
const HELM = `
const { execFileSync } = require('node:child_process');
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const folder = require('node:path').join(__dirname, '..');
const { helm, values, released } = JSON.parse(readFileSync(folder + '/state.json', 'utf8'));
const args = process.argv.slice(2);
const say = (text) => process.stdout.write(text);
const quiet = { maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'pipe'] };
const render = (chart, more) => {
  const api = ['--api-versions', 'monitoring.coreos.com/v1/ServiceMonitor', '--is-upgrade', '--no-hooks'];
  return execFileSync(helm, ['template', 'tme1crv', chart, '--namespace', 'default', ...api, ...more], quiet).toString();
};
const keep = (manifest) => (writeFileSync(folder + '/old.yaml', manifest), manifest);
if (args[0] === 'version') say(execFileSync(helm, args).toString());
else {
  appendFileSync(folder + '/calls', args.join(' ') + '\\n');
  const rest = args[0] === '--kube-context' ? args.slice(2) : args;
  const [verb, what] = rest;
  if (verb === 'history') say(JSON.stringify([{ revision: 2, status: 'deployed', chart: 'tme1crv-0.0.9' }]));
  else if (verb === 'get' && what === 'values') say(JSON.stringify(released));
  else if (verb === 'get') say(keep(render(${JSON.stringify(CHART)}, values.flatMap((pair) => ['--set', pair]))));
  else {
    const at = rest.indexOf('--reset-values');
    try {
      const manifest = render(rest[2], rest.slice(at + 1));
      say(JSON.stringify({ manifest, config: {}, hooks: [], chart: { metadata: { name: 'tme1crv', version: '0.1.0' } } }));
    } catch (error) {
      process.stderr.write(error.stderr);
      process.exitCode = 1;
    }
  }
}
`;

/** Everything runs as the manifest says, on claims that can't grow. */
const KUBECTL = `
const { appendFileSync, readFileSync } = require('node:fs');
const { parseAllDocuments } = require(${JSON.stringify(path.join(PROJECT_ROOT, 'node_modules/yaml'))});
const folder = require('node:path').join(__dirname, '..');
const args = process.argv.slice(2);
appendFileSync(folder + '/calls', 'kubectl ' + args.join(' ') + '\\n');
const named = (name, more) => ({ metadata: { name, namespace: 'iacproject' }, spec: { storageClassName: 'standard' }, ...more });
function running() {
  const wanted = JSON.parse(readFileSync(0, 'utf8')).items;
  const objects = parseAllDocuments(readFileSync(folder + '/old.yaml', 'utf8'), { version: '1.1' }).map((one) => one.toJS()).filter(Boolean);
  return objects.flatMap((object) => {
    const found = wanted.find((one) => one.kind === object.kind && one.metadata.name === object.metadata.name);
    return found ? [{ ...object, metadata: { ...object.metadata, namespace: found.metadata.namespace } }] : [];
  });
}
const items = args.includes('--filename') ? running()
  : args.includes('storageclasses') ? [named('standard')]
  : args.includes('iacproject') ? [named('redis-data-tme1crv-redis-master-0')] : [];
process.stdout.write(JSON.stringify({ kind: 'List', items }));
`;

const run = (...args: string[]) =>
  runCli(['diff', '--release', 'tme1crv', ...args], { env: { ...process.env, HOME: homedir() } });

describe('diff --release', { skip: there ? false : "the subcharts aren't there (make deps)" }, () => {
  test('the same values: nothing', async (t) => {
    clusterWith(t, []);
    const { code, stdout, stderr } = await run();
    assert.equal(stderr, '');
    assert.equal(
      stdout,
      "release tme1crv in default: revision 2 (tme1crv-0.0.9) → tme1crv-0.1.0\ncan't be changed in place: nothing\nrestarts: nothing\n",
    );
    assert.equal(code, 0);
  });

  test('larger volumes, another image, other numbers', async (t) => {
    const folder = clusterWith(t, []);
    const file = path.join(folder, 'my.yaml');
    writeFileSync(file, 'redis: { master: { persistence: { size: 9Gi } } }\nwebapp: { image: { tag: 0.9.9 } }\n');
    const { code, stdout } = await run('-f', file, '--set', 'redis.replica.replicaCount=2');
    assert.equal(code, 1);
    const claims =
      /^ {2}StatefulSet iacproject\/tme1crv-redis-master: the API server refuses the upgrade\n {4}spec\.volumeClaimTemplates\[redis-data\]\.spec\.resources\.requests\.storage: 8Gi → 9Gi\n {4}to do: the claims redis-data-tme1crv-redis-master-0 keep their size: the StorageClass standard doesn't let claims grow \(allowVolumeExpansion\); docs\/maintenance\.md/m;
    assert.match(stdout, claims);
    assert.match(
      stdout,
      /^ {2}Deployment iacproject\/tme1crv-webapp: 2 pods, rolling: .* \(containers\[webapp\]\.image: tme1crv-webapp:0\.1\.0 → tme1crv-webapp:0\.9\.9\)$/m,
    );
    // Another number of replicas restarts none of them.
    assert.doesNotMatch(stdout, /StatefulSet iacproject\/tme1crv-redis-replicas: \d+ pod/);
  });

  test('Redis` configuration: its pods restart by their checksum', async (t) => {
    clusterWith(t, []);
    const { code, stdout } = await run('--set-string', 'redis.commonConfiguration=maxmemory 200mb');
    assert.equal(code, 0);
    assert.match(stdout, /StatefulSet iacproject\/tme1crv-redis-replicas: 3 pods, one by one, .*checksum\/configmap/);
  });

  test('old values that the chart does not know, with their new names', async (t) => {
    clusterWith(t, [], {
      redis: { cluster: { slaveCount: 2 } },
      'kube-prometheus-stack': { grafana: { persistence: { storageClass: 'fast' } } },
      webapp: { replica: 3 },
    });
    const { stdout } = await run();
    assert.match(stdout, /^ {2}redis\.cluster.*redis\.replica\.replicaCount/m);
    assert.match(stdout, /grafana\.persistence\.storageClass: .*grafana\.persistence\.storageClassName/);
    assert.match(stdout, /^ {2}webapp\.replica: unknown key \(did you mean replicas\?\)$/m);
    assert.match(stdout, /no longer sets:\n(.*\n)* {2}webapp\.replica: 3$/m);
  });

  test('values that the chart refuses: its own words, and exit code 1', async (t) => {
    clusterWith(t, []);
    const { code, stdout } = await run('--set', 'webapp.replicas=1', '--format', 'json');
    assert.equal(code, 1);
    const { blocked, refusal } = JSON.parse(stdout);
    assert.equal(blocked, true);
    assert.match(refusal, /These values don't fit together:/);
  });

  test('the cluster that is named', async (t) => {
    const folder = clusterWith(t, []);
    await run('--kube-context', 'other', '-n', 'space');
    const calls = readFileSync(path.join(folder, 'calls'), 'utf8').trim().split('\n');
    assert.ok(calls.length >= 5);
    for (const call of calls) assert.match(call, /^(kubectl --context other|--kube-context other) /);
    assert.match(calls[0] ?? '', / history tme1crv --namespace space /);
  });
});
