/** What the end-to-end test does to a fixed primary and its replicas. */

import { get } from '../web-app';
import type { World } from '../world';
import {
  criticalAlertArrives,
  criticalAlertIsCleared,
  missingTargetIsNoOutage,
  notificationIsSent,
  onlyTheWatchdogFires,
  removeReceiver,
  routesAreTaken,
} from './alerts';
import { backupByDeployAll, backupSteps, restoreIsRefused } from './backup';
import {
  lostClaimComesBack,
  lostClaimWaits,
  primaryComesBack,
  primaryGoes,
  replicasOutliveThePrimary,
} from './primary';
import { rotatedByCommand, rotationCostsNoRequest, upgradeKeepsPassword } from './rotation';
import { runbookCommandsWork } from './runbooks';
import { scalingBack, scalingCostsNoRead } from './scaling';

/**
 * @param whole with the alerts that take minutes to fire
 * @returns Redis' password after them
 */
export async function plainSteps(world: World, whole: boolean): Promise<string> {
  const { release, steps } = world;
  const arrives = (alert: string) =>
    steps.check('... its critical alert, and no other, reaches Alertmanager', () => criticalAlertArrives(world, alert));
  const cleared = () => steps.check('... the alert is cleared', () => criticalAlertIsCleared(world));
  await steps.check('replicas from 3 to 5 to 2 under load: no read fails, each replica gets its share', () =>
    scalingCostsNoRead(world, 5, 2),
  );
  await steps.check('... and back to what the values say', () => scalingBack(world, 3, 5));
  await steps.check('every command of the runbooks works', () => runbookCommandsWork(world));
  if (whole) {
    await steps.check('a ServiceMonitor that selects nothing is told apart from a web app that is gone', () =>
      missingTargetIsNoOutage(world, 3),
    );
  }
  await steps.check('still nothing fires but the Watchdog', () => onlyTheWatchdogFires(world));
  await steps.check('Alertmanager takes the profile alert-routes', () => routesAreTaken(world));
  await steps.check('primary gone: writes get 503, reads go on', () => primaryGoes(world));
  await arrives('RedisMasterDown');
  await steps.check('... and is sent to the pager and to Slack', () => notificationIsSent(world, 'RedisMasterDown'));
  await steps.check('... replicas outlive it, and reads still go on', () => replicasOutliveThePrimary(world));
  await steps.check('... the primary comes back and takes writes', () => primaryComesBack(world));
  await cleared();
  await removeReceiver(world);
  await steps.check('... and the data is still there', () => get(release, 'e2e'));
  await steps.check('the primary`s claim is lost while a replica is away: it waits, and reads go on', () =>
    lostClaimWaits(world),
  );
  if (whole) await arrives('RedisPrimaryWaiting');
  await steps.check('... with all replicas there it takes their data', () => lostClaimComesBack(world));
  if (whole) await cleared();
  const backup = await backupSteps(world);
  await steps.check('... but not over keys, unless forced', restoreIsRefused);
  await steps.check('... and by deploy-all.sh', () => backupByDeployAll(backup));
  let password = await release.password();
  await steps.check('the password is rotated by deploy-all.sh: no read or write fails', async () => {
    password = await rotationCostsNoRequest(world, rotatedByCommand);
  });
  await steps.check('... and an upgrade keeps it', () => upgradeKeepsPassword(world, password));
  return password;
}
