/** Replaces a secret of the release while it runs. */
import type { Context } from '../context';
import { StackError } from '../errors';
import { requireCluster } from './cluster';
import { installedWorkload } from './release';
import { rotateApi } from './rotation/api';
import { rotateGrafana } from './rotation/grafana';
import { rotateRedis } from './rotation/redis';

/** @param kubeContext by default the current one. @throws StackError with what is missing; the same command goes on from there */
export async function rotate(context: Context, kubeContext?: string): Promise<void> {
  const { release, namespace, secret } = context.options;
  const cluster = await requireCluster(context, kubeContext);
  const workload = await installedWorkload(context, cluster);
  if (workload === undefined) throw new StackError(`There is no release ${release} in namespace ${namespace}.`);
  if (secret === 'redis') await rotateRedis(context, cluster, workload);
  else if (secret === 'api') await rotateApi(context, cluster, workload);
  else await rotateGrafana(context, cluster);
}
