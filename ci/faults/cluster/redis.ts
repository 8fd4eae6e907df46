/** What the Redis nodes say of themselves. */
import { StackError } from '../../../tools/deploy/errors';
import { kubectl } from '../../cluster/kubectl';
import { isReady, type Pod, podsOf, type Topology } from './topology';

/** The fields of `INFO <section>`, asked in the pod itself. @throws StackError when Redis doesn't reply within 5 s */
export async function infoOf(topology: Topology, pod: Pod, section: string): Promise<Map<string, string>> {
  const text = await askRedis(topology, pod, 'INFO', section);
  return new Map(text.split(/\r?\n/).flatMap((line) => (line.includes(':') ? [splitOnce(line)] : [])));
}

/** Sends a command to the Redis of a pod, from there. @returns its reply @throws StackError when there is none within 5 s */
export function askRedis(topology: Topology, pod: Pod, ...command: string[]): Promise<string> {
  const into = ['exec', '-n', topology.workload, pod.metadata.name, '-c', 'redis', '--'];
  return kubectl([...into, 'sh', '-c', ASK, 'sh', ...command], { timeoutMs: 10_000 });
}

function askSentinel(topology: Topology, pod: Pod, ...command: string[]): Promise<string> {
  const into = ['exec', '-n', topology.workload, pod.metadata.name, '-c', 'sentinel', '--'];
  return kubectl([...into, 'sh', '-c', ASK_SENTINEL, 'sh', ...command], { timeoutMs: 10_000 });
}

/** The primary's pod. @throws StackError when there isn't exactly one */
export async function primaryPod(topology: Topology): Promise<Pod> {
  const pods = await withRole(topology, 'master');
  const [pod] = pods;
  if (pod === undefined || pods.length > 1) throw new StackError(`${pods.length} pods of the primary instead of one`);
  return pod;
}

/** The replica with the highest number. @throws StackError when its pod isn't there */
export async function lastReplica(topology: Topology): Promise<Pod> {
  const pods = await withRole(topology, 'replica');
  const pod = pods.sort((a, b) => a.metadata.name.localeCompare(b.metadata.name)).at(-1);
  if (pod === undefined || pods.length < topology.replicas) throw new StackError(`${pods.length} pods of replicas`);
  return pod;
}

/** The pods of the primary, or of the replicas; with Sentinel that is what each node's Redis says, if it says anything. */
export async function withRole(topology: Topology, role: 'master' | 'replica'): Promise<Pod[]> {
  if (!topology.sentinel) return podsOf(topology, role);
  const pods = await podsOf(topology, 'node');
  const roles = await Promise.all(
    pods.map((pod) =>
      infoOf(topology, pod, 'replication').then(
        (info) => info.get('role'),
        () => undefined,
      ),
    ),
  );
  return pods.filter((_, at) => roles[at] === (role === 'master' ? 'master' : 'slave'));
}

/**
 * Exactly one primary, all replicas online there, and every Sentinel names it.
 * @returns an empty string, or what is not so
 */
export async function replicationProblem(topology: Topology): Promise<string> {
  const pods = (await podsOf(topology)).filter((pod) => componentOf(pod) !== 'webapp');
  if (pods.length !== topology.replicas + 1) return `${pods.length} Redis pods instead of ${topology.replicas + 1}`;
  const infos = await Promise.all(pods.map((pod) => infoOf(topology, pod, 'replication')));
  const problem = describeReplication(infos, topology.replicas);
  if (problem !== '' || !topology.sentinel) return problem;
  const primary = pods[infos.findIndex((info) => info.get('role') === 'master')];
  const named = await Promise.all(pods.map((pod) => askSentinel(topology, pod, 'SENTINEL', 'MASTERS')));
  return describeSentinels(named, primary?.metadata.name ?? '');
}

/** Pure part of {@link replicationProblem}. @param replies of each Sentinel to `SENTINEL MASTERS` */
export function describeSentinels(replies: readonly string[], primary: string): string {
  const named = replies.map((reply) => /^ip\r?\n([^.\s]+)/m.exec(reply)?.[1] ?? 'nobody');
  const wrong = named.filter((pod) => pod !== primary);
  return wrong.length === 0 ? '' : `${wrong.length} Sentinels name ${[...new Set(wrong)].join(', ')}, not ${primary}`;
}

/** Pure part of {@link replicationProblem}. @param infos `INFO replication` of every node */
export function describeReplication(infos: readonly ReadonlyMap<string, string>[], replicas: number): string {
  const primaries = infos.filter((info) => info.get('role') === 'master');
  const [primary] = primaries;
  if (primary === undefined || primaries.length > 1) return `${primaries.length} primaries`;
  const online = [...primary].filter(([name, value]) => /^slave\d+$/.test(name) && value.includes('state=online'));
  if (online.length !== replicas) return `${online.length} of ${replicas} replicas online at the primary`;
  const linked = infos.filter((info) => info.get('master_link_status') === 'up').length;
  return linked === replicas ? '' : `${linked} of ${replicas} replicas linked to the primary`;
}

/** All pods of the release are Ready. @returns an empty string, or which is not */
export async function readinessProblem(topology: Topology): Promise<string> {
  const pods = await podsOf(topology);
  const expected = topology.replicas + 1 + topology.webappPods;
  if (pods.length < expected) return `${pods.length} of ${expected} pods`;
  return pods.flatMap((pod) => (isReady(pod) ? [] : [`${pod.metadata.name} is not Ready`])).join(', ');
}

function componentOf(pod: Pod): string {
  return pod.metadata.labels?.['app.kubernetes.io/component'] ?? '';
}

// --- internal ---

const ASK = `
file=\${REDIS_PASSWORD_FILE:-/opt/tme1crv/redis/password}
password=\${REDIS_PASSWORD:-}
if [ -r "$file" ]; then password=$(cat "$file"); fi
REDISCLI_AUTH=$password timeout 5 redis-cli "$@"`;
const ASK_SENTINEL = ASK.replace('redis-cli', 'redis-cli -p "$REDIS_SENTINEL_PORT"');

function splitOnce(line: string): [string, string] {
  const at = line.indexOf(':');
  return [line.slice(0, at), line.slice(at + 1)];
}
