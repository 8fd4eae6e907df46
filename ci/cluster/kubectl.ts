/** The API server, through kubectl and its current context. */
import { StackError } from '../../tools/deploy/errors';
import type { RunOptions } from '../../tools/deploy/run';
import { output } from './command';

export interface Metadata {
  name: string;
  namespace?: string;
  uid: string;
  labels?: Record<string, string>;
}

/** @throws StackError when kubectl fails, with its message */
export function kubectl(args: readonly string[], options?: RunOptions): Promise<string> {
  return output('kubectl', args, options);
}

/** The objects of a list. @param args what follows `get` @throws StackError as {@link kubectl} */
export async function listObjects<T>(...args: string[]): Promise<T[]> {
  return (JSON.parse(await kubectl(['get', ...args, '-o', 'json'])) as { items: T[] }).items;
}

/** The object, or nothing when there is none. @throws StackError for any other failure */
export async function findObject<T>(args: readonly string[]): Promise<T | undefined> {
  const text = await kubectl(['get', ...args, '--ignore-not-found', '-o', 'json']);
  return text.trim() === '' ? undefined : (JSON.parse(text) as T);
}

/**
 * For a test that installs and breaks things: a remote cluster is refused unless the variable says that it is meant.
 * @param variable of the environment, such as FAULTS_ANY_CLUSTER
 * @param does what it does, as a sentence without its full stop
 * @returns the context's name, for the first line of the output
 * @throws StackError when there is no local cluster that responds
 */
export async function requireLocalCluster(variable: string, does: string): Promise<string> {
  const context = (await kubectl(['config', 'current-context']).catch(() => '')).trim();
  if (context === '')
    throw new StackError('no kube context is set', 'Start a local cluster (kind, minikube, k3d) first.');
  const server = await kubectl(['config', 'view', '--minify', '-o', 'jsonpath={.clusters[0].cluster.server}']);
  const local =
    /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(server) || /^(kind-|k3d-|minikube)/.test(context);
  if (!local && process.env[variable] !== '1') {
    const wayOut = `${does}. Set ${variable}=1 if that is meant.`;
    throw new StackError(`the context ${context} (${server}) is no local cluster`, wayOut);
  }
  await kubectl(['version', '--request-timeout=10s']);
  return context;
}
