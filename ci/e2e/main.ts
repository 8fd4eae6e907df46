/**
 * make e2e: the real chart with its real subcharts on a real, local cluster: install, helm test, upgrade, faults, uninstall, install again, nothing lost; then
 * Helm 4, a second release and chart-testing.
 *
 * The cluster is the one of the current kube context. It has to be a local one (an API server on this machine, kind, minikube or k3d) unless
 * E2E_ANY_CLUSTER=1, and must not have the release yet. The web app's image has to be there.
 *
 *   E2E_VALUES=FILE   further values, for example ci/e2e/no-grafana-values.yaml
 *   E2E_FREE_VOLUMES=COMMAND  for clusters with few volumes: frees those that deleted claims left behind
 *   E2E_TOPOLOGY=sentinel  nodes with Sentinel (profile ha), with Helm 3 alone, and the subchart's own scripts emptied
 *   E2E_HELM=helm4    the main part with Helm 4; the second one is about both
 *   E2E_PICTURES=FOLDER  screenshots of the dashboards as Grafana shows them; Grafana has to be on
 *   E2E_ONLY=main     leaves out the tutorials, maintenance, tokens, the alerts that take minutes to fire, and the second part (Helm 4, second release, what outlives
 *                     a release, chart-testing)
 *   E2E_ONLY=gitops   only the examples for Argo CD and Flux
 *   E2E_ONLY=lasting  only what outlives a release, in a small release; E2E_SMALL_RELEASE=NAME names it (default: small)
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeError, reportFailure } from '../../tools/deploy/errors';
import { PROJECT_ROOT } from '../../tools/values/io';
import { Checks } from '../checks';
import { requireNoRelease, TESTED } from '../cluster/helm';
import { kubectl, requireLocalCluster } from '../cluster/kubectl';
import { lastingSteps } from './lasting/steps';
import { type Options, optionsOf } from './options';
import { gitopsSteps } from './parts/gitops';
import { mainSteps } from './parts/main';
import { secondPart } from './parts/second';
import { program, shell } from './programs';
import { Alertmanager, Prometheus } from './prometheus';
import { Release } from './release';
import type { World } from './world';

async function main(): Promise<void> {
  const options = optionsOf(process.env);
  const folder = mkdtempSync(path.join(tmpdir(), 'e2e-'));
  try {
    await usePrograms(options.helm, folder);
    console.log(`e2e on context ${await requireLocalCluster('E2E_ANY_CLUSTER', 'This test installs and deletes')}`);
    const world = worldOf(options, folder);
    if (options.only === 'lasting') await lastingSteps(world.steps, options.smallRelease, folder);
    else await withRelease(world, options);
    world.steps.report();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// --- internal ---

async function withRelease(world: World, { only, pictures, smallRelease }: Options): Promise<void> {
  const { release, steps, topology, folder } = world;
  await requireNoRelease(TESTED);
  if (only === 'gitops') await gitopsSteps(world);
  else {
    await mainSteps(world, { whole: only !== 'main', pictures });
    if (topology === 'plain' && only !== 'main') {
      await secondPart(world, () => lastingSteps(steps, smallRelease, folder));
    } else await steps.check('helm uninstall', () => release.uninstall());
  }
  await steps.check('clean up', () => cleanUp(release));
}

function worldOf({ topology, extraValues, freeVolumes }: Options, folder: string): World {
  const sentinel = ['-f', 'chart/profiles/ha.yaml', '--post-renderer', path.join(__dirname, 'empty-scripts.sh')];
  const extra = extraValues === undefined ? [] : ['-f', extraValues];
  const values = ['-f', 'ci/e2e/backup-values.yaml', ...(topology === 'sentinel' ? sentinel : []), ...extra];
  const release = new Release(TESTED.release, TESTED.namespace, TESTED.workload, values);
  return {
    steps: new Checks('e2e', { explain: podsAndEvents }),
    release,
    prometheus: new Prometheus(release),
    alertmanager: new Alertmanager(release),
    topology,
    replicas: topology === 'sentinel' ? 2 : 3,
    extraValues,
    freeVolumes: async () => {
      if (freeVolumes === undefined) return;
      await shell(freeVolumes).catch((error) => console.log(`free volumes: failed: ${describeError(error)}`));
    },
    folder,
  };
}

/** The project's programs come first; another Helm goes by the name that everything calls. */
async function usePrograms(helm: string, folder: string): Promise<void> {
  const folders = ['.tools/bin', '.venv/bin', 'node_modules/.bin'].map((name) => path.join(PROJECT_ROOT, name));
  process.env['PATH'] = [...folders, process.env['PATH']].join(path.delimiter);
  if (helm === 'helm') return;
  await program('ts-node', ['ci/tools/build.ts', helm]);
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(path.join(PROJECT_ROOT, '.tools/bin', helm), path.join(bin, 'helm'));
  process.env['PATH'] = [bin, process.env['PATH']].join(path.delimiter);
}

/** With what Prometheus has seen: the next run's Redis would look like this one's that has lost its data. */
async function cleanUp(release: Release): Promise<void> {
  await kubectl(['delete', 'namespace', release.workload, '--wait', '--timeout=120s'], { timeoutMs: 130_000 });
  await release.kubectlHere('delete', 'pvc', '-l', 'operator.prometheus.io/name', '--wait', '--timeout=60s');
}

async function podsAndEvents(): Promise<string> {
  const pods = await kubectl(['get', 'pods', '--all-namespaces', '--output=wide']);
  const events = await kubectl(['--namespace', TESTED.workload, 'get', 'events', '--sort-by=.lastTimestamp']);
  return `${pods}${events.split('\n').slice(-15).join('\n')}`;
}

main().catch(reportFailure('e2e'));
