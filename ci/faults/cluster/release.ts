/** A small release of this program's own, for as long as the faults run. */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { output } from '../command';
import { claimsIn, giveBackVolume } from './claims';
import { findObject, kubectl } from './kubectl';
import type { ClusterNode } from './node';

export interface ReleaseOptions {
  release: string;
  namespace: string;
  /** Further values file; empty: none. */
  valuesFile: string;
}

/** True when Helm knows the release. */
export async function releaseExists({ release, namespace }: ReleaseOptions): Promise<boolean> {
  const names = await output(HELM, ['list', '--all', '--short', '-n', namespace, '--filter', `^${release}$`]);
  return names.trim() !== '';
}

/**
 * Installs the chart small and without monitoring. The workload goes into `<namespace>-work`.
 * @returns what removes it again with all its data, and the namespaces that it made
 * @throws StackError when Helm fails; what was installed by then is removed
 */
export async function installRelease(
  root: string,
  options: ReleaseOptions,
  node: ClusterNode,
): Promise<() => Promise<void>> {
  const { release, namespace, valuesFile } = options;
  const workload = `${namespace}-work`;
  const made: string[] = [];
  for (const name of [namespace, workload]) if (!(await findObject(['namespace', name]))) made.push(name);
  const remove = () => removeRelease(options, workload, made, node);
  const sets = ['--set', `workload.namespace=${workload}`, '--set', `redis.namespaceOverride=${workload}`];
  const files = ['-f', path.join(__dirname, '../values.yaml'), ...(valuesFile ? ['-f', valuesFile] : [])];
  const args = ['install', release, path.join(root, 'chart'), '-n', namespace, '--create-namespace', ...files, ...sets];
  try {
    await output(HELM, [...args, '--wait', '--timeout', '3m'], { timeoutMs: 240_000 });
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

// --- internal ---

const HELM = process.env['HELM'] || 'helm';

async function removeRelease(options: ReleaseOptions, workload: string, namespaces: string[], node: ClusterNode) {
  const { release, namespace } = options;
  const claims = namespaces.includes(workload) ? await claimsIn(workload) : [];
  await output(HELM, ['uninstall', release, '-n', namespace, '--ignore-not-found', '--wait', '--timeout', '2m'], {
    timeoutMs: 150_000,
  });
  if (namespaces.length > 0) {
    const wait = ['--ignore-not-found', '--wait', '--timeout=120s'];
    await kubectl(['delete', 'namespace', ...namespaces, ...wait], { timeoutMs: 150_000 });
  }
  // The volumes hear of it a moment later.
  await delay(claims.length > 0 ? 2000 : 0);
  for (const claim of claims) await giveBackVolume(claim, node);
}
