/** The second part of the end-to-end test: another release beside the first, what outlives a release, GitOps, Helm 4, and chart-testing. */
import { program } from '../programs';
import { getUntil } from '../web-app';
import type { World } from '../world';
import { gitopsSteps } from './gitops';
import { helmTest } from './installed';
import { secondRelease } from './second-release';
import { upgradeChangesOnlyOverrides } from './upgrade';

/** @param lasting the steps about what outlives a release */
export async function secondPart(world: World, lasting: () => Promise<void>): Promise<void> {
  const { release, steps, freeVolumes } = world;
  await freeVolumes();
  await steps.check('a second release with the first one`s monitoring', () => secondRelease(world));
  await steps.check('helm uninstall', () => release.uninstall());
  await freeVolumes();
  await lasting();
  await freeVolumes();
  await gitopsSteps(world);
  await freeVolumes();
  await program('ts-node', ['ci/tools/build.ts', 'helm4']);
  await steps.check('Helm 4: install', () => release.install('helm4'));
  await steps.check('Helm 4: helm test', () => helmTest(world, 'helm4'));
  await steps.check('Helm 4: finds the data', () => getUntil(release, 60, 'e2e'));
  await steps.check('Helm 4: upgrade changes only what was overridden', () =>
    upgradeChangesOnlyOverrides(world, 'helm4'),
  );
  await steps.check('Helm 4: uninstall', () => release.uninstall('helm4'));
  await freeVolumes();
  await steps.check('chart-testing install, in one namespace of its own', () =>
    program('ct', ['install', '--config=ci/ct.yaml', '--charts=chart', '--helm-extra-args', '--timeout 5m']),
  );
}
