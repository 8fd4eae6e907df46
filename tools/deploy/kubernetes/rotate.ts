/** Replaces a secret of the release while it runs. */
import type { Context } from '../context';
import { requireCluster } from './cluster';
import { requireInstalledWorkload } from './release-state';
import { rotateApi } from './rotation/api';
import { rotateGrafana } from './rotation/grafana';
import { rotateRedis } from './rotation/redis';

/** @param kubeContext by default the current one. @throws StackError with what is missing; the same command goes on from there */
export async function rotate(context: Context, kubeContext?: string): Promise<void> {
  const { secret } = context.options;
  const cluster = await requireCluster(context, kubeContext);
  const workload = await requireInstalledWorkload(context, cluster);
  if (secret === 'redis') await rotateRedis(context, cluster, workload);
  else if (secret === 'api') await rotateApi(context, cluster, workload);
  else await rotateGrafana(context, cluster);
}
