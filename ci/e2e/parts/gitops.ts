/** The examples for GitOps: the chart as Argo CD applies it, and as Flux installs it, with Secrets from before. */
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { listObjects } from '../../cluster/kubectl';
import { program } from '../programs';
import { changedObjects, type Found } from '../release';
import { until } from '../until';
import { getUntil, put } from '../web-app';
import type { World } from '../world';

export async function gitopsSteps(world: World): Promise<void> {
  const { release, steps } = world;
  await steps.check('Argo CD: the example is rendered, the namespace and the Secrets are made', () =>
    argoIsRendered(world),
  );
  await steps.check('... synced: hooks, objects applied on the server, hooks; the release works', () =>
    argoSyncs(world),
  );
  await steps.check('... a second sync finds no difference, and restarts nothing', () => argoSyncsAgain(world));
  await steps.check('... deleted again; the claims and the Secrets stay', () => argoIsDeleted(world));
  await program('ts-node', ['ci/tools/build.ts', 'helm4']);
  await steps.check('Flux: installed with the example`s values, on the same data; no password is made', () =>
    fluxInstalls(world),
  );
  await steps.check('... an upgrade with the same values changes nothing', () => fluxUpgradeChangesNothing(world));
  await steps.check('... uninstalled', () => release.uninstall('helm4'));
  await program('kubectl', ['delete', '-f', file(world, 'secrets')]);
}

// --- internal ---

/** As the controller does it: it always takes fields over. */
const AS_ARGO = ['--server-side', '--force-conflicts', '--field-manager=argocd-controller'];
const DATA = 'gitops';
const KEPT = `200 replica {"id":"${DATA}","value":"kept"}`;

const file = ({ folder }: World, name: string) => path.join(folder, 'gitops', `${name}.yaml`);

const argoApplies = (world: World, name: string) => program('kubectl', ['apply', ...AS_ARGO, '-f', file(world, name)]);

async function argoIsRendered(world: World): Promise<void> {
  const extra = world.extraValues === undefined ? [] : [world.extraValues];
  await program('ts-node', ['ci/gitops/main.ts', path.join(world.folder, 'gitops'), ...extra]);
  await argoApplies(world, 'namespace');
  await program('kubectl', ['apply', '-f', file(world, 'secrets')]);
}

async function argoSyncs(world: World): Promise<void> {
  await argoRunsHooks(world, 'presync');
  await argoApplies(world, 'definitions');
  await program('kubectl', ['wait', '--for=condition=Established', '-f', file(world, 'definitions'), '--timeout=60s']);
  await argoApplies(world, 'objects');
  await podsAreReady(world);
  await argoRunsHooks(world, 'postsync');
  await put(world.release, DATA, 'kept');
  await getUntil(world.release, 30, DATA, KEPT);
}

/** Their policies are before-hook-creation and hook-succeeded. */
async function argoRunsHooks(world: World, phase: 'presync' | 'postsync'): Promise<void> {
  const hooks = file(world, phase);
  if (!existsSync(hooks) || statSync(hooks).size === 0) return;
  const remove = () => program('kubectl', ['delete', '--ignore-not-found', '-f', hooks]);
  await remove();
  await argoApplies(world, phase);
  const names = (await program('kubectl', ['get', '-f', hooks, '--output=name'])).trim().split('\n');
  const jobs = names.filter((name) => name.startsWith('job'));
  await world.release.kubectlHere('wait', '--for=condition=Complete', ...jobs, '--timeout=120s');
  await remove();
}

async function podsAreReady({ release }: World): Promise<void> {
  for (const kubectl of [release.kubectlHere, release.kubectl]) {
    const here = kubectl.bind(release);
    const names = (await here('get', 'deployments,statefulsets,daemonsets', '--output=name')).trim().split('\n');
    for (const name of names.filter((one) => one !== '')) await here('rollout', 'status', name, '--timeout=300s');
  }
  // The operator makes their StatefulSets.
  await release.kubectlHere(
    'wait',
    '--for=condition=Available',
    'prometheuses,alertmanagers',
    '--all',
    '--timeout=300s',
  );
}

async function argoSyncsAgain(world: World): Promise<void> {
  const before = await generations();
  const differs = (name: string) => program('kubectl', ['diff', ...AS_ARGO, '-f', file(world, name)]);
  for (const name of ['definitions', 'objects']) {
    await differs(name);
    await argoApplies(world, name);
    await differs(name);
  }
  assert.deepEqual(await generations(), before);
}

/** A changed generation is a changed spec. */
async function generations(): Promise<string[]> {
  const kinds =
    'deployments,statefulsets,daemonsets,prometheuses,alertmanagers,prometheusrules,servicemonitors,networkpolicies';
  const objects = await listObjects<Found & { metadata: { generation: number } }>(kinds, '--all-namespaces');
  return objects
    .map(({ kind, metadata: { namespace, name, generation } }) => `${kind} ${namespace}/${name} ${generation}`)
    .sort();
}

async function argoIsDeleted(world: World): Promise<void> {
  const { release } = world;
  await program('kubectl', ['delete', '--ignore-not-found', '-f', file(world, 'objects'), '--timeout=180s']);
  // The pods of an earlier `helm test` stay until the next one.
  const ofTest = `${release.name}-test-`;
  await until(120, async () =>
    assert.deepEqual(
      (await release.list('pods')).map(({ metadata }) => metadata.name).filter((name) => !name.startsWith(ofTest)),
      [],
    ),
  );
  await program('kubectl', ['get', '-f', file(world, 'secrets')]);
  await release.get('pvc', `redis-data-${release.name}-redis-master-0`);
}

function flux(world: World, verb: 'install' | 'upgrade'): Promise<string> {
  const extra = world.extraValues === undefined ? [] : ['-f', world.extraValues];
  const values = ['-f', file(world, 'flux-values'), ...extra];
  return world.release.helm('helm4', verb, './chart', ...values, '--wait', '--timeout=10m');
}

async function fluxInstalls(world: World): Promise<void> {
  const { release } = world;
  await flux(world, 'install');
  const made = await release.kubectlHere('get', 'secret', `${release.name}-grafana-admin`, '--ignore-not-found');
  assert.equal(made, '');
  const { spec } = await release.get('deployment', `${release.name}-webapp`);
  const secrets = spec.template.spec.volumes.flatMap(
    (volume: { secret?: { secretName: string } }) => volume.secret?.secretName ?? [],
  );
  assert.deepEqual(secrets, ['tme1crv-redis-password']);
  await getUntil(release, 60, DATA, KEPT);
}

/** Flux compares the digests of chart and values, and upgrades when one has changed; drift is what differs from the manifest. */
async function fluxUpgradeChangesNothing(world: World): Promise<void> {
  const { release } = world;
  const before = await release.objects('helm4');
  await flux(world, 'upgrade');
  // The number of the revision stands in what the rollback guard reads.
  const counted = `ConfigMap ${release.namespace}/${release.name}-data-location`;
  assert.deepEqual(
    changedObjects(before, await release.objects('helm4')).filter((name) => name !== counted),
    [],
  );
}
