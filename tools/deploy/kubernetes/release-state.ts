/** The release, as Helm knows it. */
import type { Context } from '../context';
import { StackError } from '../errors';
import type { RunResult } from '../run';
import type { Cluster } from './cluster';

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

/** Where the installed release's monitoring is; its pods of Grafana have `grafana` in their label app.kubernetes.io/name. */
interface Monitoring {
  namespace: string;
  grafana: string;
  grafanaNamespace: string;
}

/** @throws StackError when Helm can't tell */
export async function installedMonitoring(context: Context, cluster: Cluster): Promise<Monitoring> {
  const stack = (await installedValues(context, cluster))?.['kube-prometheus-stack'];
  const { namespace } = context.options;
  return {
    namespace: stack?.namespaceOverride || namespace,
    grafana: stack?.grafana?.nameOverride || 'grafana',
    grafanaNamespace: stack?.grafana?.namespaceOverride || namespace,
  };
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

/** A line of the release's history. */
export interface Revision {
  revision: number;
  status: string;
}

/** The release's history, the newest revision last; empty: no such release. @throws StackError when Helm can't tell */
export async function revisions(context: Context, cluster: Cluster): Promise<Revision[]> {
  const stdout = await askRelease(context, cluster, 'history');
  return parsed<Revision[]>(stdout ?? '') ?? [];
}

/**
 * The revision that runs. Without a number, Helm would take the one before the interrupted one, which may itself have been interrupted.
 * Empty when none runs.
 */
export function deployedRevision(history: readonly Revision[]): string {
  return String(history.findLast(({ status }) => status === 'deployed')?.revision ?? '');
}

/** How Helm is told which release is meant. */
export const named = ({ options }: Context) => [options.release, '--namespace', options.namespace];

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
  'kube-prometheus-stack'?: {
    namespaceOverride?: string;
    grafana?: { nameOverride?: string; namespaceOverride?: string };
  };
}

/** The values that the installed release has, those of the chart included. Undefined: no such release. @throws StackError when Helm can't tell */
async function installedValues(context: Context, cluster: Cluster): Promise<InstalledValues | undefined> {
  const stdout = await askRelease(context, cluster, 'get', 'values', '--all');
  return stdout === undefined ? undefined : (parsed<InstalledValues>(stdout) ?? {});
}

function parsed<T>(json: string): T | undefined {
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}
