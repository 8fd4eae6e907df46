/** Takes and restores backups of the release's Redis, with the Jobs that the chart has templates of. */
import { type Context, say } from '../context';
import { StackError } from '../errors';
import { milliseconds } from '../options';
import { waitFor } from '../wait';
import { type Cluster, requireCluster } from './cluster';
import { requireInstalledWorkload } from './release-state';

/** Takes a backup now. @param kubeContext by default the current one. @throws StackError with the Job's log when there is none */
export async function backup(context: Context, kubeContext?: string): Promise<void> {
  const cluster = await requireCluster(context, kubeContext);
  await runJob(context, cluster, 'backup', {});
}

/** Restores a backup, or without a name lists them. @throws StackError with the Job's log when it was refused or has failed */
export async function restore(context: Context, kubeContext?: string): Promise<void> {
  const { backup: name, force } = context.options;
  const cluster = await requireCluster(context, kubeContext);
  const words = name === '' ? [] : [...(force ? ['--force'] : []), name];
  await runJob(context, cluster, 'restore', { RESTORE: words.join(' ') });
}

// --- internal ---

interface Container {
  env?: { name: string; value?: string }[];
}

/** What this program reads of a Job; the rest is handed on as it is. */
interface Job {
  spec: { template: { spec: { initContainers?: Container[]; containers: Container[] } } };
}

/** Runs a Job of one of the chart's CronJobs to its end and prints what it says. */
async function runJob(
  context: Context,
  cluster: Cluster,
  component: 'backup' | 'restore',
  environment: Record<string, string>,
): Promise<void> {
  const { release } = context.options;
  const workload = await requireInstalledWorkload(context, cluster);
  const space = ['--namespace', workload];
  const labels = `app.kubernetes.io/instance=${release},app.kubernetes.io/component=${component}`;
  const template = await cluster.ask('get', 'cronjob', ...space, '--selector', labels, '--output', 'name');
  if (template === '') {
    throw new StackError(
      `Release ${release} takes no backups.`,
      'Switch them on: ./deploy-all.sh --set backup.enabled=true',
    );
  }
  const cronJob = template.replace(/^.*\//, '');
  await requireNoneUnfinished(cluster, workload, component, cronJob);
  const name = `${cronJob.slice(0, 40)}-${Date.now().toString(36)}`;
  const from = ['create', 'job', name, `--from=${template}`, '--dry-run=client', '--output', 'json', ...space];
  const job = JSON.parse(await cluster.kubectlOrFail(from)) as Job;
  const { initContainers = [], containers } = job.spec.template.spec;
  for (const { env = [] } of [...initContainers, ...containers]) {
    for (const entry of env) {
      const value = environment[entry.name];
      if (value !== undefined) entry.value = value;
    }
  }
  await cluster.kubectlOrFail(['create', '--filename', '-', ...space], { input: JSON.stringify(job) });
  await untilEnded(context, cluster, workload, name);
  const log = await cluster.ask('logs', `job/${name}`, ...space, '--all-containers');
  if (await has(cluster, workload, name, 'Complete')) {
    say(context, log);
  } else {
    const hint = `The same log: kubectl -n ${workload} logs job/${name} --all-containers`;
    throw new StackError(`The ${component} failed; see above.`, hint, 1, `${log}\n`);
  }
}

/** What this program reads of a Job that is there already. */
interface ExistingJob {
  metadata: { name: string; ownerReferences?: { kind: string; name: string }[] };
  status?: { conditions?: { type: string; status: string }[] };
}

/**
 * A Job outlives the command that has waited for it. A second one would run after it, and a restore would clear and restore once more.
 * @throws StackError that names the Job that has not ended yet
 */
async function requireNoneUnfinished(cluster: Cluster, namespace: string, component: string, cronJob: string) {
  const jobs = await cluster.kubectlOrFail(['get', 'jobs', '--namespace', namespace, '--output', 'json']);
  const unfinished = (JSON.parse(jobs) as { items: ExistingJob[] }).items.find(
    ({ metadata: { ownerReferences = [] }, status: { conditions = [] } = {} }) =>
      ownerReferences.some(({ kind, name }) => kind === 'CronJob' && name === cronJob) &&
      !conditions.some(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True'),
  );
  if (unfinished === undefined) return;
  const { name } = unfinished.metadata;
  const kubectl = `kubectl --context ${cluster.name} -n ${namespace}`;
  throw new StackError(
    `The Job ${name} of a former ${component} has not ended yet.`,
    `Wait until it has: ${kubectl} logs --follow job/${name} --all-containers\nOr give it up: ${kubectl} delete job ${name}`,
  );
}

async function untilEnded(context: Context, cluster: Cluster, namespace: string, name: string): Promise<void> {
  await waitFor(
    async () =>
      (await has(cluster, namespace, name, 'Complete')) ||
      (await has(cluster, namespace, name, 'Failed')) ||
      (await cluster.ask('get', 'pods', '--namespace', namespace, '--selector', `job-name=${name}`)),
    { what: `Job ${name}`, timeoutMs: milliseconds(context.options.timeout), intervalMs: 1000, signal: context.signal },
  );
}

async function has(cluster: Cluster, namespace: string, name: string, condition: string): Promise<boolean> {
  const path = `jsonpath={.status.conditions[?(@.type=="${condition}")].status}`;
  return (await cluster.ask('get', 'job', name, '--namespace', namespace, '--output', path)) === 'True';
}
