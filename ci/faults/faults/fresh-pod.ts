/** Pods without a past. */

import { primaryPod, readinessProblem, replicationProblem } from '../cluster/redis';
import { deleteObject, type Pod, podsOf, type Topology } from '../cluster/topology';
import { eventually } from '../eventually';

/**
 * Replaces the primary's pod when one of its containers was restarted before: the kubelet waits longer with each
 * restart, which would be measured with the fault.
 */
export async function freshPrimary(topology: Topology, signal: AbortSignal): Promise<void> {
  const pod = await primaryPod(topology);
  if (pod.status.containerStatuses?.every(({ restartCount }) => restartCount === 0)) return;
  await deleteObject(topology, 'pod', pod.metadata.name);
  await otherPod(topology, pod, signal);
  await settled(topology, signal);
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
