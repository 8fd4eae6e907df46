/** The main part of the end-to-end test: a release from its install over upgrade and faults to its second install, with its data. */
import assert from 'node:assert/strict';
import { program } from '../programs';
import { get, getUntil, writeAndRead } from '../web-app';
import type { World } from '../world';
import { clusterSeriesAreThere, onlyTheWatchdogFires, rulesAreLoaded } from './alerts';
import { enforcesRestricted, helmTest, leftoversAreKept, redisIsClosed, targetsAreRight } from './installed';
import { maintenanceSteps } from './maintenance';
import { dashboardsAreShown } from './pictures';
import { plainSteps } from './plain';
import { sentinelSteps } from './sentinel';
import { tokensSteps } from './tokens';
import { tutorialSteps } from './tutorials';
import {
  type Foreseen,
  refusalsAreForeseen,
  restartsAreAsForeseen,
  upgradeChangesOnlyOverrides,
  upgradeIsForeseen,
} from './upgrade';

export interface MainOptions {
  /** With tutorials, maintenance, tokens and the alerts that take minutes to fire. */
  whole: boolean;
  /** A folder for screenshots of the dashboards. */
  pictures: string | undefined;
}

export async function mainSteps(world: World, { whole, pictures }: MainOptions): Promise<void> {
  const { release, steps, topology } = world;
  await steps.check('helm install from an empty cluster', () => release.install());
  await steps.check('helm test: replication and monitoring', () => helmTest(world));
  await steps.check('one healthy target for each pod, one of Redis` the primary by its own word', () =>
    targetsAreRight(world, 2),
  );
  await steps.check('the operator has loaded every rule of this chart', () => rulesAreLoaded(world));
  await steps.check('nothing fires but the Watchdog', () => onlyTheWatchdogFires(world));
  await steps.check('series that only a cluster has are there', () => clusterSeriesAreThere(world));
  await steps.check('the workload namespace enforces restricted', () => enforcesRestricted(world));
  await steps.check('Redis does not accept other namespaces', () => redisIsClosed(world));
  await steps.check('a write through the app is read back from a replica', () => writeAndRead(release));

  let password = await release.password();
  const samePassword = async () => assert.equal(await release.password(), password);
  await upgradeSteps(world, whole);
  await steps.check('... and keeps the password', samePassword);
  await steps.check('... and the data', () => get(release, 'e2e'));
  password = topology === 'sentinel' ? await sentinelSteps(world) : await plainSteps(world, whole);
  if (pictures !== undefined) {
    await steps.check('each dashboard as Grafana shows it', () => dashboardsAreShown(world, pictures));
  }
  if (whole) {
    if (topology === 'plain') await tutorialSteps(world);
    await maintenanceSteps(world);
    await tokensSteps(world);
  }
  await steps.check('helm uninstall', () => release.uninstall());
  await steps.check('... keeps the namespace, the volumes and the password', () =>
    leftoversAreKept(world, password, claimsOf(world, whole)),
  );
  await steps.check('helm install again', () => release.install());
  await steps.check('... finds the password', samePassword);
  await steps.check('... and the data', () => getUntil(release, 60, 'e2e'));
}

// --- internal ---

async function upgradeSteps(world: World, whole: boolean): Promise<void> {
  const { steps, topology } = world;
  // One topology shows it.
  if (whole || topology === 'plain') {
    await steps.check('gen-values finds what cannot be changed in place: what the API server refuses', () =>
      refusalsAreForeseen(world),
    );
  }
  if (topology === 'plain') {
    await steps.check('the API server refuses what gen-values validate --deep says that it refuses', async () => {
      steps.show((await program('ts-node', ['ci/e2e/server-refusals.ts'])).trim());
    });
  }
  let foreseen: Foreseen = { restarts: [], pods: [] };
  await steps.check('gen-values foresees the upgrade with overrides', async () => {
    foreseen = await upgradeIsForeseen(world);
  });
  await steps.check('helm upgrade with overrides changes only what was overridden', () =>
    upgradeChangesOnlyOverrides(world),
  );
  await steps.check('... restarts the pods that were foreseen, and no others', () =>
    restartsAreAsForeseen(world, foreseen),
  );
}

/** With Sentinel each node has two; one for backups. Maintenance deletes that of a replica that is no more. */
function claimsOf({ topology }: World, whole: boolean): number {
  if (topology === 'sentinel') return 7;
  return whole ? 4 : 5;
}
