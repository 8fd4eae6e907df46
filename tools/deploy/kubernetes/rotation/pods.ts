/** The pods of a release, and what runs in them. */
import { createHash } from 'node:crypto';
import type { Cluster } from '../cluster';

export interface EnvEntry {
  name: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string } };
}

/** What this program reads of a pod. */
export interface Pod {
  metadata: { name: string; deletionTimestamp?: string };
  spec: {
    containers: { name: string; env?: EnvEntry[] }[];
    volumes?: { name: string; secret?: { secretName?: string; items?: { key: string }[] } }[];
  };
  status?: { containerStatuses?: { name: string; state?: { running?: object } }[] };
}

/** The selector of a part of the release, by its name. */
export function labelsOf(release: string, name: string): string {
  return `app.kubernetes.io/instance=${release},app.kubernetes.io/name=${name}`;
}

/** The pods with these labels. @throws StackError with kubectl's words */
export async function podsOf(cluster: Cluster, namespace: string, labels: string): Promise<Pod[]> {
  const args = ['get', 'pods', '--namespace', namespace, '--selector', labels, '--output', 'json'];
  const stdout = await cluster.kubectlOrFail(args, { message: 'The pods could not be listed.' });
  return (JSON.parse(stdout) as { items: Pod[] }).items;
}

/** Whether a container of the pod runs, and is to go on. */
export function runs(pod: Pod, container: string): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container);
  return status?.state?.running !== undefined;
}

/**
 * Which pods of the web app don't use this content of a mounted file yet, as a sentence; '' when all do.
 * @param variable names the file in their environment
 * @param label of the file in their metrics
 */
export async function notRead(
  cluster: Cluster,
  namespace: string,
  release: string,
  { variable, label, content }: { variable: string; label: string; content: string },
): Promise<string> {
  const labels = labelsOf(release, 'webapp');
  const sum = createHash('sha256').update(content.trimEnd()).digest('hex');
  const missing: string[] = [];
  for (const pod of await podsOf(cluster, namespace, labels)) {
    if (!runs(pod, WEBAPP)) continue;
    const at = ['exec', '--namespace', namespace, pod.metadata.name, '--container', WEBAPP, '--'];
    const { code } = await cluster.kubectl([...at, 'node', '--eval', HAS_READ, variable, label, sum]);
    if (code !== 0) missing.push(pod.metadata.name);
  }
  return missing.length === 0 ? '' : `not read yet by ${missing.join(', ')}`;
}

// --- internal ---

const WEBAPP = 'webapp';

/**
 * Runs in a pod of the web app: exit code 0 when the file holds the content, and the app has read it since the kubelet put it there. Both times are
 * of the node's clock.
 */
const HAS_READ = `
const { createHash } = require('node:crypto');
const { readFileSync, lstatSync } = require('node:fs');
const { dirname } = require('node:path');
const [variable, label, sum] = process.argv.slice(1);
const file = process.env[variable];
const same = createHash('sha256').update(readFileSync(file, 'utf8').trimEnd()).digest('hex') === sum;
const changed = lstatSync(dirname(file) + '/..data').mtimeMs / 1000;
fetch('http://127.0.0.1:' + (process.env.METRICS_PORT || process.env.PORT || 3000) + '/metrics', { signal: AbortSignal.timeout(5000) })
  .then((response) => response.text())
  .then((text) => {
    const read = Number(new RegExp('^webapp_secret_file_read_timestamp_seconds\\\\{file="' + label + '"\\\\} (\\\\S+)', 'm').exec(text)?.[1]);
    process.exit(same && read >= changed ? 0 : 1);
  });`;
