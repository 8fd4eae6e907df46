/** The examples for GitOps: what Argo CD and Flux make of them is the same each time, and has what it needs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { findHelm } from '../../tools/deploy/binaries/helm';
import { type Manifest, parseManifests } from '../../tools/deploy/manifests';
import { runOrFail } from '../../tools/deploy/run';
import { bringSubcharts, haveSubcharts } from '../../tools/deploy/subcharts';
import { chartRepository, PUBLISHED_REGISTRY } from '../../tools/release/published';
import { PROJECT_ROOT } from '../../tools/values/io';
import { KUBERNETES } from '../lint/kubernetes-version';
import { phasesOf, renderAsArgoCd } from './argocd';
import { argoRelease, type ExpectedSecret, fluxRelease, objectsIn, secretsOf } from './examples';
import { unknownFields } from './fields';

const CHART = join(PROJECT_ROOT, 'chart');
const { version } = parse(readFileSync(join(CHART, 'Chart.yaml'), 'utf8'));
const withoutSubcharts = haveSubcharts(PROJECT_ROOT) ? false : 'left out: the subcharts cannot be had';

describe('the examples', () => {
  const objects = ['argocd', 'argocd/before', 'flux', 'flux/before', 'flux/release'].flatMap(objectsIn);

  test('have no field that Argo CD or External Secrets lacks', () => {
    assert.deepEqual(objects.flatMap(unknownFields), []);
    const misspelt = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', spec: { sources: [{ repoUrl: '' }] } };
    assert.deepEqual(unknownFields(misspelt), ['Application.spec.sources[0].repoUrl']);
  });

  test('take the chart of this version, from one place', () => {
    const releases = [argoRelease(), fluxRelease()];
    assert.deepEqual(new Set(releases.map((release) => release.version)), new Set([version]));
    assert.equal(new Set(releases.map(({ chart }) => chart)).size, 1);
    const published = PUBLISHED_REGISTRY || 'ghcr.io/tme1crv';
    assert.equal(releases[0]?.chart, `oci://${chartRepository(published)}`);
  });

  test('say the same to both tools', () => {
    const [argo, flux] = [argoRelease(), fluxRelease()];
    assert.deepEqual([argo.name, argo.namespace, argo.values], [flux.name, flux.namespace, flux.values]);
    const [forArgo, forFlux] = ['argocd/before', 'flux/before'].map(objectsIn);
    assert.deepEqual(secretsOf(forArgo ?? []), secretsOf(forFlux ?? []));
    const labels = (all: Manifest[] = []) => all.find(({ kind }) => kind === 'Namespace')?.metadata?.labels;
    assert.deepEqual(labels(forArgo), labels(forFlux));
  });

  test('Argo CD makes the namespace first, then the Secrets, then the rest, and applies on the server', () => {
    const wave = ({ metadata }: Manifest) =>
      Number((metadata as { annotations?: Record<string, string> }).annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
    for (const object of objectsIn('argocd/before')) assert.equal(wave(object), object.kind === 'Namespace' ? -2 : -1);
    assert.ok(argoRelease().syncOptions.includes('ServerSideApply=true'));
  });

  test('Flux makes the namespace and the Secrets before the release, and reads the folders that are there', () => {
    const [first, second] = objectsIn('flux');
    assert.deepEqual(second?.['spec'].dependsOn, [{ name: first?.metadata?.name }]);
    for (const { spec } of [first, second].filter((one) => one !== undefined)) {
      assert.ok(objectsIn(spec.path.replace('./tme1crv/', 'flux/')).length > 0, spec.path);
    }
  });

  test('sops encrypts the passwords, and what a password is for stays readable', () => {
    const [rule] = parse(readFileSync(join(PROJECT_ROOT, 'examples/flux/before/.sops.yaml'), 'utf8')).creation_rules;
    assert.match('secrets.yaml', new RegExp(rule.path_regex));
    for (const secret of objectsIn('flux/before').filter(({ kind }) => kind === 'Secret')) {
      const encrypted = Object.keys(secret).filter((key) => new RegExp(rule.encrypted_regex).test(key));
      assert.deepEqual(encrypted, ['stringData']);
    }
  });
});

describe('rendered by Argo CD', { skip: withoutSubcharts }, () => {
  let manifests: Manifest[] = [];
  before(async () => {
    await bringSubcharts({ repository: PROJECT_ROOT, helm: () => findHelm(PROJECT_ROOT), say: () => {} });
    manifests = await asArgo();
  });

  test('twice, it is the same', async () => assert.deepEqual(await asArgo(), manifests));

  test('no Secret is drawn by lot, and none of the Secrets from before is rendered', () => {
    const made = new Set(secretsOf(objectsIn('argocd/before')).map(({ name }) => name));
    const rendered = manifests.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata?.name ?? '');
    assert.deepEqual(
      rendered.filter((name) => made.has(name)),
      [],
    );
  });

  test('hooks: the certificate job before and after the sync, no tests; everything else is synced', () => {
    const { preSync, sync, postSync, ignored } = phasesOf(manifests);
    const jobs = (all: Manifest[]) => all.filter(({ kind }) => kind === 'Job').map(({ metadata }) => metadata?.name);
    assert.deepEqual(jobs(preSync), ['tme1crv-kube-prometheus-st-admission-create']);
    assert.deepEqual(jobs(postSync), ['tme1crv-kube-prometheus-st-admission-patch']);
    assert.deepEqual(ignored, []);
    assert.ok(!sync.some(({ kind }) => ['Job', 'Pod'].includes(kind)));
    assert.ok(sync.length > 100);
  });

  test('the workload namespace is the one from before', () => {
    const namespaces = objectsIn('argocd/before').filter(({ kind }) => kind === 'Namespace');
    const used = new Set(manifests.map(({ metadata }) => metadata?.namespace));
    for (const { metadata } of namespaces) assert.ok(used.has(metadata?.name));
    assert.deepEqual(
      manifests.filter(({ kind }) => kind === 'Namespace'),
      [],
    );
  });

  test('every Secret and key that a pod reads is rendered, from before, or made in the cluster', () => {
    const there = [...secretsOf(objectsIn('argocd/before')), ...renderedSecrets(manifests)];
    const missing = manifests.flatMap(secretsReadBy).filter((wanted) => !isThere(wanted, there));
    assert.deepEqual(
      missing.map(({ name }) => name).filter((name) => !MADE_IN_THE_CLUSTER.includes(name)),
      [],
    );
    const read = new Set(manifests.flatMap(secretsReadBy).map(({ name }) => name));
    for (const { name } of secretsOf(objectsIn('argocd/before'))) assert.ok(read.has(name), `nothing reads ${name}`);
  });

  test('what these tests would find: a password drawn by lot, and Helm’s tests', async () => {
    const values = { 'kube-prometheus-stack': { grafana: { admin: { existingSecret: '' } } } };
    const careless = { ...argoRelease(), values, skipTests: false };
    const renders = [await renderAsArgoCd(careless, await options()), await renderAsArgoCd(careless, await options())];
    assert.notDeepEqual(renders[0], renders[1]);
    assert.ok(phasesOf(parseManifests(renders[0] ?? '')).ignored.length > 0);
  });
});

describe('rendered by Flux', { skip: withoutSubcharts }, () => {
  test('it comes to the same objects as with Argo CD, and the tests', async () => {
    const { name, namespace, values } = fluxRelease();
    const { stdout } = await runOrFail(
      await findHelm(PROJECT_ROOT),
      ['template', name, CHART, '-n', namespace, '--kube-version', KUBERNETES, '--include-crds', '--values', '-'],
      { input: JSON.stringify(values) },
    );
    const manifests = parseManifests(stdout);
    const isTest = (manifest: Manifest) => phasesOf([manifest]).ignored.length > 0;
    assert.ok(manifests.some(isTest));
    assert.deepEqual(
      manifests.filter((manifest) => !isTest(manifest)),
      await asArgo(),
    );
  });
});

// --- internal ---

/** By the operator for Prometheus and Alertmanager, and by the job for the admission webhook. */
const MADE_IN_THE_CLUSTER = ['tme1crv-kube-prometheus-st-admission'];

const options = async () => ({ helm: await findHelm(PROJECT_ROOT), chart: CHART, kubernetesVersion: KUBERNETES });
const asArgo = async () => parseManifests(await renderAsArgoCd(argoRelease(), await options()));

function renderedSecrets(manifests: readonly Manifest[]): ExpectedSecret[] {
  return manifests
    .filter(({ kind }) => kind === 'Secret')
    .map(({ metadata, data, stringData }) => ({
      namespace: metadata?.namespace ?? '',
      name: metadata?.name ?? '',
      keys: Object.keys({ ...data, ...stringData }),
    }));
}

/** The Secrets that the pods of a workload can't start without. */
function secretsReadBy({ metadata, spec }: Manifest): ExpectedSecret[] {
  const pod = spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec;
  const found: { name: string; keys: string[] }[] = [];
  for (const volume of pod?.volumes ?? []) {
    const sources = [
      volume.secret,
      ...(volume.projected?.sources ?? []).map(({ secret }: { secret?: object }) => secret),
    ];
    for (const source of sources) {
      if (source === undefined || source.optional) continue;
      const keys = (source.items ?? []).map(({ key }: { key: string }) => key);
      found.push({ name: source.secretName ?? source.name, keys });
    }
  }
  for (const { env = [] } of [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]) {
    for (const { valueFrom } of env) {
      const { name, key, optional } = valueFrom?.secretKeyRef ?? {};
      if (name !== undefined && !optional) found.push({ name, keys: [key] });
    }
  }
  return found.map((secret) => ({ ...secret, namespace: metadata?.namespace ?? '' }));
}

const isThere = (wanted: ExpectedSecret, there: readonly ExpectedSecret[]) =>
  there.some(
    ({ namespace, name, keys }) =>
      namespace === wanted.namespace && name === wanted.name && wanted.keys.every((key) => keys.includes(key)),
  );
