/**
 * What outlives a release stays the same whatever Helm does: the workload namespace, the Secret with Redis' password, the claims.
 *
 * In a small release of its own, which begins with a chart from before these objects were hooks.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../../tools/deploy/run';
import { PROJECT_ROOT } from '../../../tools/values/io';
import type { Checks } from '../../checks';
import { kubectl } from '../../cluster/kubectl';
import { refused } from '../../refused';
import { program, shell } from '../programs';
import type { Helm } from '../release';
import { until } from '../until';
import { writeAndRead } from '../web-app';
import { downSteps } from './down';
import { guardSteps } from './guard';
import { SmallRelease } from './small-release';

/** @param name of the release and its namespace @param folder for this run */
export async function lastingSteps(steps: Checks, name: string, folder: string): Promise<void> {
  const release = new SmallRelease(name);
  // These steps go back to revisions that Helm would have dropped after ten more.
  process.env['HELM_MAX_HISTORY'] = '50';
  try {
    await program('ts-node', ['ci/tools/build.ts', 'helm4']);
    await kubectl(['create', 'namespace', release.namespace]);
    await lastingStepsOf(steps, release, folder);
    await kubectl(['delete', 'namespace', release.namespace, '--wait=false']);
  } finally {
    delete process.env['HELM_MAX_HISTORY'];
  }
}

// --- internal ---

/** The last commit whose manifest has the namespace and the Secret. */
const BEFORE_HOOKS = '1f6553c';

async function lastingStepsOf(steps: Checks, release: SmallRelease, folder: string): Promise<void> {
  const older = (await run('git', ['cat-file', '-e', `${BEFORE_HOOKS}:chart`], { cwd: PROJECT_ROOT })).code === 0;
  if (older) {
    await steps.check('a release of a chart that has the namespace and the Secret in its manifest', () =>
      installChartFromBefore(release, path.join(folder, 'before-hooks')),
    );
    await steps.check('... goes over to hooks: nothing is deleted, nothing made anew', () =>
      upgradeKeeps(release, 'helm', 'debug'),
    );
  } else {
    console.log(`left out: going over from an older chart (commit ${BEFORE_HOOKS} isn't in this clone)`);
    await steps.check('helm install of a small release', () => release.install());
  }
  await steps.check('... its manifest has no namespace and no Secret', () => nothingLastingInManifest(release));
  await steps.check('Helm 4: an upgrade keeps the namespace, the Secret, the claims and the password', () =>
    upgradeKeeps(release, 'helm4', 'info'),
  );
  await steps.check('Helm 3: the next upgrade, too', () => upgradeKeeps(release, 'helm', 'warn'));
  await steps.check('the password is rotated', () => rotatePassword(release));
  await steps.check('helm rollback keeps the new password', () => rollbackKeeps(release, 'helm'));
  await steps.check('Helm 4: helm rollback keeps the new password', () => rollbackKeeps(release, 'helm4'));
  if (older) {
    await steps.check('... but not one to a revision of the older chart, as documented, and the way out works', () =>
      oldRevisionWritesOldPassword(release),
    );
  }
  await guardSteps(steps, release);
  await steps.check(
    'a Secret deleted by hand: the upgrade is refused, and the command in its message brings the password back',
    () => deletedSecretIsSaid(steps, release, 'helm'),
  );
  await steps.check('Helm 4: the same', () => deletedSecretIsSaid(steps, release, 'helm4'));
  await steps.check('another Pod Security level is refused, since the namespace would not get it', () =>
    otherLevelIsRefused(steps, release),
  );
  await steps.check('helm uninstall and install: the same namespace, Secret, claims and password', () =>
    reinstallKeeps(release, 'helm'),
  );
  await steps.check('Helm 4: helm uninstall and install: the same', () => reinstallKeeps(release, 'helm4'));
  await downSteps(steps, release);
}

async function installChartFromBefore(release: SmallRelease, folder: string): Promise<void> {
  mkdirSync(folder);
  await shell(`set -o pipefail\ngit archive ${BEFORE_HOOKS} chart | tar -x -C '${folder}'`);
  const chart = path.join(folder, 'chart');
  cpSync(path.join(PROJECT_ROOT, 'chart/charts'), path.join(chart, 'charts'), { recursive: true });
  await release.helm('helm', 'install', chart, ...release.values, '--wait', '--timeout=5m');
  assert.match(await release.helm('helm', 'get manifest'), /^kind: Secret$/m);
}

const upgradeKeeps = (release: SmallRelease, helm: Helm, logLevel: string) =>
  release.keeps(() => release.upgradeWith(helm, `webapp.logLevel=${logLevel}`));

async function nothingLastingInManifest(release: SmallRelease): Promise<void> {
  assert.doesNotMatch(await release.helm('helm', 'get manifest'), /^kind: (Namespace|Secret)$/m);
}

/** As an operator does it by hand: a new value, and everything restarts with it. */
async function rotatePassword(release: SmallRelease): Promise<void> {
  await release.patchSecret({ stringData: { 'redis-password': 'rotated' } });
  await release.restartAll();
  await until(60, () => writeAndRead(release));
}

/** To the revision before. */
async function rollbackKeeps(release: SmallRelease, helm: Helm): Promise<void> {
  await release.keeps(() => release.helm(helm, 'rollback', '--wait', '--timeout=5m'));
  await release.restartAll();
  await until(60, () => writeAndRead(release));
}

/** Revision 1 is the older chart's. */
async function oldRevisionWritesOldPassword(release: SmallRelease): Promise<void> {
  const rotated = await release.password();
  await release.keepsUids(() => release.helm('helm', 'rollback', '1'));
  const said = 'the old password was not written: docs/upgrades.md says that it is';
  assert.notEqual(await release.password(), rotated, said);
  await release.patchSecret({ stringData: { 'redis-password': rotated } });
  await release.keepsUids(() => release.upgradeWith('helm', 'webapp.logLevel=warn'));
  await nothingLastingInManifest(release);
  assert.equal(await release.password(), rotated);
  await until(120, () => writeAndRead(release));
}

async function deletedSecretIsSaid(steps: Checks, release: SmallRelease, helm: Helm): Promise<void> {
  const before = await release.password();
  const upgrade = () => release.upgradeWith(helm, 'webapp.logLevel=info');
  await release.kubectl('delete', 'secret', `${release.name}-redis-auth`);
  const gone = `the Secret ${release.name}-redis-auth in namespace ${release.workload} is gone`;
  const said = await refused(upgrade(), gone);
  const [command = ''] = commandsIn(said, 'kubectl');
  steps.show(command);
  await shell(command);
  assert.equal(await release.password(), before);
  await upgrade();
}

async function otherLevelIsRefused(steps: Checks, release: SmallRelease): Promise<void> {
  const upgrade = release.upgradeWith('helm', 'workload.podSecurityLevel=baseline');
  const said = await refused(upgrade, /^ +kubectl label namespace/m);
  steps.show(...commandsIn(said, 'kubectl label namespace'));
}

const reinstallKeeps = (release: SmallRelease, helm: Helm) =>
  release.keeps(async () => {
    await release.uninstall(helm);
    await release.install(helm);
    await until(60, () => writeAndRead(release));
  });

/** The commands in the message of a refusal, each on a line of its own. */
const commandsIn = (message: string, beginning: string) =>
  [...message.matchAll(new RegExp(`^ +(${beginning}.*)$`, 'gm'))].map(([, command = '']) => command);
