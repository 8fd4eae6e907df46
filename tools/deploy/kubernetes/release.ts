/** The release, as Helm knows it. */

import type { Context } from '../context';
import { StackError } from '../errors';
import { during } from '../progress';
import type { RunResult } from '../run';
import { valuesFiles } from '../values';
import type { Cluster } from './cluster';
import { explainFailure, unreadyPods } from './diagnose';

/**
 * Where the installed release put the web app and Redis; it may differ from what the values say by now. Undefined: no such release.
 * @throws StackError when Helm can't tell
 */
export async function installedWorkload(context: Context, cluster: Cluster): Promise<string | undefined> {
  const values = await installedValues(context, cluster);
  if (values === undefined) return undefined;
  return values.workload?.namespace || context.options.namespace;
}

/** What the installed release's pods of Redis have in their label app.kubernetes.io/name. @throws StackError when Helm can't tell */
export async function installedRedisName(context: Context, cluster: Cluster): Promise<string> {
  return (await installedValues(context, cluster))?.redis?.nameOverride || 'redis';
}

/** The same for what needs a release. @throws StackError when there is none, or Helm can't tell */
export async function requireInstalledWorkload(context: Context, cluster: Cluster): Promise<string> {
  const workload = await installedWorkload(context, cluster);
  if (workload !== undefined) return workload;
  const { release, namespace } = context.options;
  throw new StackError(
    `There is no release ${release} in namespace ${namespace}.`,
    'Bring it up: ./deploy-all.sh --target kubernetes',
  );
}

/**
 * An installation that was killed leaves a release that Helm refuses to touch.
 * @returns whether Helm knows the release
 * @throws StackError with the command that frees it, or when Helm can't tell
 */
export async function requireNotPending(context: Context, cluster: Cluster): Promise<boolean> {
  const { release, namespace } = context.options;
  const stdout = await askRelease(context, cluster, 'status');
  if (stdout === undefined) return false;
  const state = parsed<{ info?: { status?: string } }>(stdout)?.info?.status ?? '';
  if (state === 'pending-install') {
    throw new StackError(
      `Release ${release} was interrupted while it was installed (${state}).`,
      `Wait if another installation is under way; else: helm uninstall ${release} --namespace ${namespace} (data stays), and again.`,
    );
  }
  if (state.startsWith('pending-')) {
    const command = [
      'helm rollback',
      release,
      deployedRevision(await revisions(context, cluster)),
      `--namespace ${namespace}`,
    ];
    throw new StackError(
      `Release ${release} was interrupted while it was changed (${state}).`,
      `Wait if another upgrade is under way; else: ${command.filter((word) => word !== '').join(' ')}, and again.`,
    );
  }
  return true;
}

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

/** The end of what a program printed, for the user. */
export function lastLines({ stdout, stderr }: RunResult): string {
  const lines = `${stdout}${stderr}`.trimEnd().split('\n').slice(-40).join('\n');
  return lines === '' ? '' : `${lines}\n`;
}

// --- internal ---

/**
 * What Helm prints about the release, as JSON. Undefined: there is none, as Helm says itself. Any other failure, such as missing rights or an API
 * that doesn't respond, says nothing about the release.
 * @throws StackError with Helm's words
 */
async function askRelease(context: Context, cluster: Cluster, ...args: string[]): Promise<string | undefined> {
  const result = await cluster.helm(...args, ...named(context), '--output', 'json');
  if (result.code === 0) return result.stdout;
  if (/release: not found/.test(result.stderr)) return undefined;
  const { release, namespace } = context.options;
  throw new StackError(
    `Helm can't tell whether there is a release ${release} in namespace ${namespace}, so nothing was done to it.`,
    'Mend what Helm names above (it reads Secrets in that namespace) and run the same command again.',
    1,
    lastLines(result),
  );
}

/** What this program reads of a release's values. */
interface InstalledValues {
  workload?: { namespace?: string };
  redis?: { nameOverride?: string };
}

/** The values that the installed release has, those of the chart included. Undefined: no such release. @throws StackError when Helm can't tell */
async function installedValues(context: Context, cluster: Cluster): Promise<InstalledValues | undefined> {
  const stdout = await askRelease(context, cluster, 'get', 'values', '--all');
  return stdout === undefined ? undefined : (parsed<InstalledValues>(stdout) ?? {});
}

/** The pods that aren't Ready yet, in words; Helm itself says nothing while it waits. */
async function whatIsAwaited(cluster: Cluster, spaces: readonly string[]): Promise<string> {
  const pods = await Promise.all([...new Set(spaces)].map((space) => unreadyPods(cluster, space)));
  return pods.flat().length === 0 ? '' : `not ready: ${pods.flat().join(', ')}`;
}

const named = ({ options }: Context) => [options.release, '--namespace', options.namespace];

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

/** A line of the release's history. */
interface Revision {
  revision: number;
  status: string;
}

/** What Helm says when another Helm works on the release, or has just noted the same revision. */
const OTHER_DEPLOYMENT = /another operation \(install\/upgrade\/rollback\) is in progress|release: already exists/;

/** The release's history, the newest revision last; empty: no such release. @throws StackError when Helm can't tell */
async function revisions(context: Context, cluster: Cluster): Promise<Revision[]> {
  const stdout = await askRelease(context, cluster, 'history');
  return parsed<Revision[]>(stdout ?? '') ?? [];
}

const newest = (history: readonly Revision[]): number => history.at(-1)?.revision ?? 0;

/**
 * The revision that runs. Without a number, Helm would take the one before the interrupted one, which may itself have been interrupted.
 * Empty when none runs.
 */
function deployedRevision(history: readonly Revision[]): string {
  return String(history.findLast(({ status }) => status === 'deployed')?.revision ?? '');
}

function parsed<T>(json: string): T | undefined {
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}
