/** Pods without a past. */

import { eventually } from '../../cluster/eventually';
import { readinessProblem, replicationProblem } from '../cluster/redis';
import { deleteObject, type Pod, podsOf, type Topology } from '../cluster/topology';

/**
 * Waits until the release is whole, and replaces the pods of Redis in which a container was restarted before: the kubelet waits longer with
 * each restart, which would be measured with the fault.
 */
export async function freshPods(topology: Topology, signal: AbortSignal): Promise<void> {
  await settled(topology, signal);
  const components = topology.sentinel ? (['node'] as const) : (['master', 'replica'] as const);
  const pods = await Promise.all(components.map((one) => podsOf(topology, one)));
  for (const pod of pods.flat()) {
    if ((pod.status.containerStatuses ?? []).every(({ restartCount }) => restartCount === 0)) continue;
    await deleteObject(topology, 'pod', pod.metadata.name);
    await otherPod(topology, pod, signal);
    await settled(topology, signal);
  }
}

/** Waits until another pod is in the place of a deleted one. @throws StackError after 60 s */
export function otherPod(topology: Topology, { metadata }: Pod, signal: AbortSignal): Promise<void> {
  const another = async () =>
    (await podsOf(topology)).some((pod) => pod.metadata.name === metadata.name && pod.metadata.uid !== metadata.uid);
  return eventually(another, { what: `another pod ${metadata.name}`, timeoutMs: 60_000, signal });
}

/** Waits until every pod is Ready and every replica linked. @throws StackError with what is not so */
export function settled(topology: Topology, signal?: AbortSignal, timeoutMs = 180_000): Promise<void> {
  const probe = async () => (await readinessProblem(topology)) || (await replicationProblem(topology));
  return eventually(probe, { what: 'the release to be whole', timeoutMs, intervalMs: 1000, signal });
}
