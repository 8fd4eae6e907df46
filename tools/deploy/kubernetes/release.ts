/** What this program does to the release: install, upgrade, take back, test, uninstall. */

import type { Context } from '../context';
import { StackError } from '../errors';
import { during } from '../progress';
import { valuesFiles } from '../values';
import type { Cluster } from './cluster';
import { explainFailure, unreadyPods } from './diagnose';
import { deployedRevision, lastLines, named, type Revision, revisions } from './release-state';

/**
 * Installs, or upgrades. An upgrade that fails is taken back: Helm's own option for that would delete the pods that show why before anybody has looked.
 * One that Helm refuses has changed nothing: nothing is taken back then, since what runs may be another deployment's upgrade.
 * @param settings of this program, as for --set; the user's come after them and win
 * @throws StackError with what the cluster says about it, and what runs now
 */
export async function install(
  context: Context,
  cluster: Cluster,
  settings: readonly string[],
  spaces: readonly string[],
) {
  const { repository, options } = context;
  const { release, namespace, timeout } = options;
  const files = valuesFiles(context).flatMap((file) => ['--values', file]);
  const set = [...settings, ...options.set].flatMap((pair) => ['--set', pair]);
  // --reset-values: the command line says everything, so that the same command always gives the same release.
  const upgrade = [
    ...['upgrade', '--install', release, `${repository}/chart`, '--namespace', namespace, '--create-namespace'],
    ...['--reset-values', '--wait', '--timeout', timeout, ...files, ...set],
  ];
  const before = newest(await revisions(context, cluster));
  const result = await during(
    'helm upgrade --install --wait',
    () => cluster.helm(...upgrade),
    () => whatIsAwaited(cluster, spaces),
  );
  if (result.code === 0) return;
  const after = await revisions(context, cluster).catch((error: unknown) => {
    if (!(error instanceof StackError)) throw error;
    const hint = `Look at what runs, helm history ${release} --namespace ${namespace}, and run the same command again.`;
    const message = `The upgrade has failed, and Helm can't tell what it left of release ${release}.`;
    throw new StackError(message, hint, 1, `${lastLines(result)}${error.details}`);
  });
  if (newest(after) <= before || OTHER_DEPLOYMENT.test(result.stderr)) {
    const hint = OTHER_DEPLOYMENT.test(result.stderr)
      ? 'Another deployment of it is under way: wait until it has ended, and run the same command again.'
      : 'Mend what Helm names above and run the same command again.';
    const message = `Helm refused this deployment; it changed nothing of release ${release}.`;
    throw new StackError(message, hint, 1, lastLines(result));
  }
  const explanation = `${lastLines(result)}${await explainFailure(cluster, spaces)}`;
  throw new StackError(
    `The release did not become ready within ${timeout}. ${await takeBack(context, cluster, after)}`.trimEnd(),
    'Mend what is named above and run the same command again.',
    1,
    explanation,
  );
}

export async function test(context: Context, cluster: Cluster, spaces: readonly string[]): Promise<void> {
  const { release, namespace, timeout } = context.options;
  const result = await during(`helm test ${release}`, () =>
    cluster.helm('test', ...named(context), '--timeout', timeout),
  );
  if (result.code === 0) return;
  throw new StackError(
    'helm test failed: the release runs, but not all of it works.',
    `Again: helm test ${release} --namespace ${namespace} --logs`,
    1,
    `${lastLines(result)}${await explainFailure(cluster, spaces)}`,
  );
}

/** @throws StackError with Helm's output */
export async function uninstall(context: Context, cluster: Cluster): Promise<void> {
  const { timeout } = context.options;
  const result = await during('helm uninstall --wait', () =>
    cluster.helm('uninstall', ...named(context), '--wait', '--timeout', timeout),
  );
  if (result.code !== 0) throw new StackError('helm uninstall failed; see above.', '', 1, lastLines(result));
}

// --- internal ---

/** The pods that aren't Ready yet, in words; Helm itself says nothing while it waits. */
async function whatIsAwaited(cluster: Cluster, spaces: readonly string[]): Promise<string> {
  const pods = await Promise.all([...new Set(spaces)].map((space) => unreadyPods(cluster, space)));
  return pods.flat().length === 0 ? '' : `not ready: ${pods.flat().join(', ')}`;
}

/**
 * Goes back to the revision that ran before a failed upgrade, by which also goes what the failed one has added: Helm would otherwise compare the
 * next upgrade with the last revision that succeeded, and leave it.
 * @returns a sentence about what runs now; none after a first installation, whose pods stay and may become ready yet
 */
async function takeBack(context: Context, cluster: Cluster, history: readonly Revision[]): Promise<string> {
  const revision = deployedRevision(history);
  // One that another deployment has brought to its end meanwhile is left alone, too.
  const isOurs = ['failed', 'pending-upgrade'].includes(history.at(-1)?.status ?? '');
  if (revision === '' || !isOurs) return '';
  const { release, namespace, timeout } = context.options;
  const rollback = ['rollback', release, revision, '--namespace', namespace];
  const { code, stdout, stderr } = await cluster.helm(...rollback, '--wait', '--cleanup-on-fail', '--timeout', timeout);
  if (code === 0) return `It runs again as before, as revision ${revision} had it.`;
  const reason = `${stdout}${stderr}`.trim().split('\n').at(-1);
  return `It could not be taken back either (${reason}): helm ${rollback.join(' ')}`;
}

/** What Helm says when another Helm works on the release, or has just noted the same revision. */
const OTHER_DEPLOYMENT = /another operation \(install\/upgrade\/rollback\) is in progress|release: already exists/;

const newest = (history: readonly Revision[]): number => history.at(-1)?.revision ?? 0;
