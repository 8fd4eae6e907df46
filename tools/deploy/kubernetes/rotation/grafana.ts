/**
 * Another password for Grafana's admin. Grafana takes the one of its environment only for a database that it makes; its own command sets it in one that is
 * there. The Deployment is restarted afterwards, for the containers beside Grafana that log in with it.
 *
 * The new one stands in the Secret under KEY-next until all is done, so that a run that was interrupted goes on with it.
 */
import { randomBytes } from 'node:crypto';
import { type Context, say } from '../../context';
import { StackError } from '../../errors';
import type { Cluster } from '../cluster';
import { podsOf, runs } from './pods';
import { AGAIN, Secret } from './secret';

/** @throws StackError with what failed; the same command goes on from there */
export async function rotateGrafana(context: Context, cluster: Cluster): Promise<void> {
  const { release, namespace, timeout } = context.options;
  const labels = `app.kubernetes.io/instance=${release},app.kubernetes.io/name=grafana`;
  const pods = await podsOf(cluster, namespace, labels);
  const env = pods.flatMap(({ spec }) => spec.containers).flatMap((container) => container.env ?? []);
  const from = env.find(({ name }) => name === 'GF_SECURITY_ADMIN_PASSWORD')?.valueFrom?.secretKeyRef;
  if (from === undefined) throw new StackError(`Release ${release} runs no Grafana in namespace ${namespace}.`);
  const secret = new Secret(cluster, namespace, from.name, from.key);
  const next = `${secret.key}-next`;
  if ((await secret.read())[next] === undefined) await secret.change({ [next]: randomBytes(24).toString('hex') });
  const fresh = (await secret.read())[next] ?? '';
  for (const pod of pods.filter((pod) => runs(pod, 'grafana'))) {
    const at = ['exec', '--stdin', '--namespace', namespace, pod.metadata.name, '--container', 'grafana', '--'];
    const reset = ['grafana', 'cli', 'admin', 'reset-admin-password', '--password-from-stdin'];
    await succeed(cluster, [...at, ...reset], `${fresh}\n`);
  }
  await secret.change({ [secret.key]: fresh });
  say(context, `Grafana and the Secret ${secret.name} have the new password; its Deployment restarts`);
  const deployments = ['deployment', '--namespace', namespace, '--selector', labels];
  await succeed(cluster, ['rollout', 'restart', ...deployments]);
  await succeed(cluster, ['rollout', 'status', ...deployments, '--timeout', timeout]);
  await secret.change({ [next]: undefined });
  say(context, 'done: the new password is the only one');
}

// --- internal ---

async function succeed(cluster: Cluster, args: string[], input?: string): Promise<void> {
  const { code, stdout, stderr } = await cluster.kubectl(args, input === undefined ? {} : { input });
  if (code !== 0) throw new StackError(`kubectl ${args.slice(0, 2).join(' ')} failed.`, AGAIN, 1, `${stdout}${stderr}`);
}
