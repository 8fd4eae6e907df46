/**
 * Uninstalls the release. Namespace, volumes and Secrets stay, so that installing again finds the data. With --delete-data they go
 * too, also those of a release that was uninstalled before.
 */

import { confirm } from '../confirm';
import { type Context, say } from '../context';
import { Steps } from '../steps';
import { type Cluster, requireCluster } from './cluster';
import { deleteLeftovers, explainWhatStays } from './delete-leftovers';
import { describeLeftovers, findLeftovers, type Leftovers } from './leftovers';
import { uninstall } from './release';
import { installedWorkload } from './release-state';

/** @param kubeContext by default the current one */
export async function down(context: Context, kubeContext?: string): Promise<void> {
  const { options } = context;
  const cluster = await requireCluster(context, kubeContext);
  let workload: string | undefined;
  let found: Leftovers | undefined;
  const lines = () => (found === undefined ? [] : describeLeftovers(found));
  let kept = '';
  const steps = new Steps(context.output)
    .add('helm', () => cluster.findHelm())
    .add('what the release leaves', async (note, remark) => {
      workload = await installedWorkload(context, cluster);
      found = await findLeftovers(context, cluster, workload);
      if (found.incomplete) {
        remark(`All namespaces can't be searched with these rights: only ${found.dataNamespaces.join(' ')} were.`);
      }
      if (lines().length === 0) note('nothing found');
    })
    .between(async () => {
      if (!options.deleteData || lines().length === 0) return;
      for (const line of ['To be deleted:', ...lines()]) say(context, line);
      await confirm(context, `Delete release ${options.release} and all of this?`);
    })
    .add(`release ${options.release}`, async (note) => {
      if (workload === undefined) return note('is not there');
      await uninstall(context, cluster);
      note(`namespace ${workload}, volumes and Secrets stay`);
    });
  if (options.deleteData) {
    steps.add('data', async () => {
      if (found !== undefined) kept = await deleteLeftovers(context, cluster, found);
    });
  }
  await steps.run();
  const last = options.deleteData ? await farewell(cluster, found, kept, options.namespace) : staying(lines());
  for (const line of last) say(context, line);
}

// --- internal ---

async function farewell(
  cluster: Cluster,
  found: Leftovers | undefined,
  kept: string,
  namespace: string,
): Promise<string[]> {
  if (found === undefined) return [];
  return [
    ...(kept === '' ? [] : [`The Service kube-system/${kept} stays: it could not be deleted with these rights.`]),
    ...(await explainWhatStays(cluster, found, namespace)),
  ];
}

function staying(lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['What stays:', ...lines, 'Installing again finds it. To delete it: the same command with --delete-data.'];
}
