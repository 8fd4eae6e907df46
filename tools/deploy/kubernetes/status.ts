/** What runs on the cluster, and where. */

import type { Context } from '../context';
import { printAddresses } from './addresses';
import { requireCluster } from './cluster';
import { requireInstalledWorkload } from './release-state';

/** @param kubeContext by default the current one */
export async function status(context: Context, kubeContext?: string): Promise<void> {
  const { options, output } = context;
  const { release, namespace } = options;
  const cluster = await requireCluster(context, kubeContext);
  const workload = await requireInstalledWorkload(context, cluster);
  output.write((await cluster.helm('list', '--namespace', namespace, '--filter', `^${release}$`)).stdout);
  const selector = ['--selector', `app.kubernetes.io/instance=${release}`, '--output', 'wide'];
  output.write(`\n${await cluster.ask('get', 'pods', '--namespace', workload, ...selector)}\n`);
  if (workload !== namespace) output.write(`${await cluster.ask('get', 'pods', '--namespace', namespace)}\n`);
  await printAddresses(context, cluster, workload);
}
