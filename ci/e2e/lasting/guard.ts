/** A rollback that would change where the data lives is refused, and the release can be used again afterwards. */
import assert from 'node:assert/strict';
import { StackError } from '../../../tools/deploy/errors';
import type { Checks } from '../../checks';
import { refused } from '../../refused';
import { program } from '../programs';
import type { Helm } from '../release';
import { getUntil } from '../web-app';
import type { SmallRelease } from './small-release';

export async function guardSteps(steps: Checks, release: SmallRelease): Promise<void> {
  let refusal = '';
  const refused = async (helm: Helm) => {
    refusal = await rollbackIsRefused(steps, release, helm);
  };
  await steps.check('an upgrade that gives Redis another full name moves the data', () =>
    release.upgradeWith('helm', MOVED),
  );
  await steps.check('helm rollback across it is refused, and says what differs', () => refused('helm'));
  await steps.check('... nothing was changed, and the release is pending', () => nothingWasRolledBack(release));
  await steps.check('... the command in the message frees it', () =>
    freedByTheMessage(steps, release, 'helm', refusal),
  );
  await steps.check('Helm 4: helm rollback across it is refused, and says what differs', () => refused('helm4'));
  await steps.check('... the command in the message frees it', () =>
    freedByTheMessage(steps, release, 'helm4', refusal),
  );
  await steps.check('... the other command in it goes back to the old data all the same', () =>
    goesBackOnPurpose(release, refusal),
  );
}

// --- internal ---

const MOVED = 'redis.fullnameOverride=moved';

/** The last revision from before the move. */
async function revisionBeforeTheMove(release: SmallRelease): Promise<string> {
  const history: { revision: number }[] = JSON.parse(await release.helm('helm', 'history', '--output=json'));
  const revisions = history.map(({ revision }) => revision).sort((a, b) => b - a);
  for (const revision of revisions.slice(1)) {
    const manifest = await release.helm('helm', 'get manifest', '--revision', String(revision));
    if (!/name: moved-master$/m.test(manifest)) return String(revision);
  }
  throw new StackError(`no revision from before the move is left: ${revisions.join(' ')}`);
}

/** @returns the log of the guard, with its commands */
async function rollbackIsRefused(steps: Checks, release: SmallRelease, helm: Helm): Promise<string> {
  const revision = await revisionBeforeTheMove(release);
  const said = await refused(release.helm(helm, 'rollback', revision, '--timeout=3m'), /now: *the claim/);
  steps.show(...said.split('\n'));
  // Helm prints the log, and Helm 4 on one line: the commands are taken from the log itself.
  const log = await release.kubectlHere('logs', `job/${release.name}-rollback-guard`);
  for (const text of [said, log]) {
    assert.match(text, new RegExp(`now: *the claim redis-data-moved-master-0 in namespace ${release.workload}`));
    const after = `after the rollback: *the claim redis-data-${release.name}-redis-master-0 in namespace ${release.workload}`;
    assert.match(text, new RegExp(after));
  }
  return log;
}

async function nothingWasRolledBack(release: SmallRelease): Promise<void> {
  await release.get('statefulset', 'moved-master');
  assert.equal(await release.find('statefulset', `${release.name}-redis-master`), undefined);
  assert.equal(await release.status(), 'pending-rollback');
}

async function freedByTheMessage(steps: Checks, release: SmallRelease, helm: Helm, refusal: string): Promise<void> {
  const [words = []] = rollbacksIn(refusal).filter((command) => !command.includes('--no-hooks'));
  const free = () => program(helm, [...words, '--wait', '--timeout=5m']);
  try {
    await free();
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    // Helm compares with the revision that was refused. What that doesn't have it patches from the live object, and some kinds refuse
    // that unless it applies on the server (a release that Helm 4 installed).
    steps.show('it took the command twice');
    await free();
  }
  assert.equal(await release.status(), 'deployed');
  await release.upgradeWith(helm, MOVED);
}

async function goesBackOnPurpose(release: SmallRelease, refusal: string): Promise<void> {
  const [words = []] = rollbacksIn(refusal).filter((command) => command.includes('--no-hooks'));
  await program('helm4', [...words, '--wait', '--timeout=5m']);
  assert.equal(await release.status(), 'deployed');
  const claims = ['redis-data-moved-master-0', 'redis-data-moved-replicas-0'];
  await release.kubectl('delete', 'pvc', ...claims, '--timeout=60s');
  await getUntil(release, 60, 'e2e', '200 ');
}

/** The words after `helm` of each `helm rollback` on a line of its own. */
const rollbacksIn = (text: string) =>
  [...text.matchAll(/^ +helm (rollback .*)$/gm)].map(([, command = '']) => command.trim().split(/\s+/));
