/**
 * Another password for Grafana's admin. Grafana takes the one of its environment only for a database that it makes; its own command sets it in one that is
 * there. The Deployment is restarted afterwards, for the containers beside Grafana that log in with it.
 *
 * The new one stands in the Secret under KEY-next until all is done, so that a run that was interrupted goes on with it.
 */
import { type Context, say } from '../../context';
import { StackError } from '../../errors';
import type { Cluster } from '../cluster';
import { installedMonitoring } from '../release-state';
import { labelsOf, podsOf, runs } from './pods';
import { AGAIN, Secret } from './secret';

/** @throws StackError with what failed; the same command goes on from there */
export async function rotateGrafana(context: Context, cluster: Cluster): Promise<void> {
  const { release, timeout } = context.options;
  const { grafana, grafanaNamespace: namespace } = await installedMonitoring(context, cluster);
  const labels = labelsOf(release, grafana);
  const pods = await podsOf(cluster, namespace, labels);
  const env = pods.flatMap(({ spec }) => spec.containers).flatMap((container) => container.env ?? []);
  const from = env.find(({ name }) => name === 'GF_SECURITY_ADMIN_PASSWORD')?.valueFrom?.secretKeyRef;
  if (from === undefined) throw new StackError(`Release ${release} runs no Grafana in namespace ${namespace}.`);
  const secret = new Secret(cluster, namespace, from.name, from.key);
  const next = `${secret.key}-next`;
  const fresh = await secret.drawn(next);
  for (const pod of pods.filter((pod) => runs(pod, 'grafana'))) {
    const at = ['exec', '--stdin', '--namespace', namespace, pod.metadata.name, '--container', 'grafana', '--'];
    const reset = ['grafana', 'cli', 'admin', 'reset-admin-password', '--password-from-stdin'];
    await cluster.kubectlOrFail([...at, ...reset], { input: `${fresh}\n`, hint: AGAIN });
  }
  await secret.change({ [secret.key]: fresh });
  say(context, `Grafana and the Secret ${secret.name} have the new password; its Deployment restarts`);
  const deployments = ['deployment', '--namespace', namespace, '--selector', labels];
  await cluster.kubectlOrFail(['rollout', 'restart', ...deployments], { hint: AGAIN });
  await cluster.kubectlOrFail(['rollout', 'status', ...deployments, '--timeout', timeout], { hint: AGAIN });
  await secret.change({ [next]: undefined });
  say(context, 'done: the new password is the only one');
}
