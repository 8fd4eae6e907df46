/** The commands of docs/backup.md, run as they stand there: a backup is taken and put back. */
import assert from 'node:assert/strict';
import { refused } from '../../refused';
import { deployAll, documented, linesOf, shell } from '../programs';
import { getUntil, put, respond } from '../web-app';
import type { World } from '../world';

/** Takes a backup and puts it back. @returns its name */
export async function backupSteps(world: World): Promise<string> {
  let backup = '';
  await world.steps.check('a backup is taken as the docs say', async () => {
    backup = await backupIsTaken(world);
  });
  await world.steps.check('... and put back as the docs say', () => backupIsRestored(world, backup));
  return backup;
}

/** While Redis holds keys. */
export async function restoreIsRefused(): Promise<void> {
  await refused(deployAll('restore', 'latest', '--target', 'kubernetes'), 'nothing is changed: Redis holds');
}

/** `deploy-all.sh` takes one, and lists the one from before. */
export async function backupByDeployAll(backup: string): Promise<void> {
  await deployAll('backup', '--target', 'kubernetes');
  const list = await deployAll('restore', '--target', 'kubernetes');
  assert.ok(list.includes(backup), list);
}

// --- internal ---

/** @returns its name */
async function backupIsTaken({ release, steps }: World): Promise<string> {
  await put(release, 'e2e-backup', 'backed up');
  await respond(release, { method: 'DELETE', path: '/items/e2e-later' });
  const said = await shell(documented('docs/backup.md', 'Take one now', 2));
  steps.show(...linesOf(said));
  const name = said.match(/\d{8}T\d{6}Z/g)?.at(-1);
  assert.ok(name, `no backup is named in:\n${said}`);
  return name;
}

/** What was written after the backup is gone, what it holds is back, and reads come from replicas again. */
async function backupIsRestored({ release, steps }: World, backup: string): Promise<void> {
  await put(release, 'e2e-backup', 'changed');
  await put(release, 'e2e-later');
  const commands = documented('docs/backup.md', 'Restore', 2);
  const forced = commands.replace('RESTORE="latest"', `RESTORE="--force ${backup}"`);
  assert.notEqual(forced, commands);
  await shell(forced);
  steps.show(...linesOf(await release.kubectl('logs', 'job/restore-now')));
  await getUntil(release, 60, 'e2e-later', '404 replica');
  assert.match(await respond(release, { method: 'GET', path: '/items/e2e-backup' }), /^200 .*"value":"backed up"/);
}
