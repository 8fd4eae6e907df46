/**
 * Another password for Redis, while requests go on and no pod of Redis restarts.
 *
 * Redis and Sentinel take two passwords at a time. Where a rotation stands is in the Secret, so that a run that was interrupted goes on:
 *
 *   KEY-next       the new password is drawn. Every node is to take it, before any uses it.
 *   KEY-previous   KEY holds the new one, and everybody follows it. Then the previous one is taken from the nodes.
 */
import { type Context, say } from '../../context';
import { StackError } from '../../errors';
import type { Cluster } from '../cluster';
import { installedRedisName } from '../release-state';
import { labelsOf, notRead, podsOf, runs } from './pods';
import { Secret } from './secret';
import { untilDone } from './wait';

/** @throws StackError with what is missing; the same command goes on from there */
export async function rotateRedis(context: Context, cluster: Cluster, namespace: string): Promise<void> {
  const nodes = new Nodes(context, cluster, namespace, await installedRedisName(context, cluster));
  const secret = await nodes.secret();
  const [next, previous] = [`${secret.key}-next`, `${secret.key}-previous`];
  let values = await secret.read();
  if (values[previous] === undefined) {
    const fresh = await secret.drawn(next);
    const old = values[secret.key] ?? '';
    say(context, 'every node takes the new password, too');
    await nodes.untilDone('to take the new password', () => nodes.tell(['accept'], fresh, old));
    await nodes.untilDone('to use the new password', () => nodes.tell(['accept', 'use'], fresh, old));
    await secret.change({ [secret.key]: fresh, [previous]: old, [next]: undefined });
    values = await secret.read();
  }
  const [fresh, old] = [values[secret.key] ?? '', values[previous] ?? ''];
  say(
    context,
    `the Secret ${secret.name} has it; waiting until the mounted files of all pods do (up to about two minutes)`,
  );
  const file = { variable: 'REDIS_PASSWORD_FILE', label: 'redis-password', content: fresh };
  // Over and over on every node: one that has restarted knows one of the two alone.
  await nodes.untilDone('to follow the Secret', async () => {
    const missing = await nodes.tell(['accept', 'use', 'shown'], fresh, old);
    return missing || notRead(cluster, namespace, context.options.release, file);
  });
  await nodes.untilDone('to take the new password alone', () => nodes.tell(['only'], fresh, old));
  await secret.change({ [previous]: undefined, [next]: undefined });
  for (const remark of nodes.remarks) say(context, remark);
  say(context, 'done: the new password is the only one');
}

// --- internal ---

/** Every Redis and every Sentinel of the release, told by the chart's script password.sh. */
class Nodes {
  /** What the script says though it has succeeded. */
  readonly remarks = new Set<string>();

  constructor(
    private readonly context: Context,
    private readonly cluster: Cluster,
    private readonly namespace: string,
    /** Of the label by which its pods are found. */
    private readonly name: string,
  ) {}

  /** The Secret from which the pods take the password. */
  async secret(): Promise<Secret> {
    const pods = await this.pods();
    const containers = pods.flatMap(({ spec }) => spec.containers).filter(({ name }) => name === 'redis');
    if (containers.length === 0) {
      const hint = 'A Redis outside of the release gets its password where it runs; the web app follows its Secret.';
      throw new StackError(`Release ${this.context.options.release} runs no Redis.`, hint);
    }
    const env = containers.flatMap((container) => container.env ?? []);
    const from = env.find(({ name }) => name === 'REDIS_PASSWORD')?.valueFrom?.secretKeyRef;
    if (from === undefined) throw new StackError('Redis asks for no password.', 'Switch it on: redis.auth.enabled.');
    return new Secret(this.cluster, this.namespace, from.name, from.key);
  }

  /** Runs steps of password.sh in every container that runs. @returns which have failed, and why; '' when none has */
  async tell(steps: string[], fresh: string, old: string): Promise<string> {
    const failures: string[] = [];
    for (const pod of await this.pods()) {
      for (const container of ['redis', 'sentinel']) {
        if (!runs(pod, container)) continue;
        const at = ['exec', '--stdin', '--namespace', this.namespace, pod.metadata.name, '--container', container];
        const script = ['bash', '/opt/tme1crv/redis/password.sh', container, ...steps];
        const result = await this.cluster.kubectl([...at, '--', ...script], { input: `${fresh}\n${old}\n` });
        const lines = result.stderr.split('\n').filter((line) => line.startsWith('password: '));
        const words = lines.map((line) => `${pod.metadata.name}: ${line.replace('password: ', '')}`);
        if (result.code !== 0) failures.push(words.at(-1) ?? `${pod.metadata.name}: ${result.stderr.trim()}`);
        else for (const word of words) this.remarks.add(word);
      }
    }
    return failures.join('; ');
  }

  /** @throws StackError with what is missing, after the time that a wait may take */
  untilDone(what: string, probe: () => Promise<string>): Promise<void> {
    return untilDone(this.context, `all pods ${what}`, probe);
  }

  private pods() {
    return podsOf(this.cluster, this.namespace, labelsOf(this.context.options.release, this.name));
  }
}
