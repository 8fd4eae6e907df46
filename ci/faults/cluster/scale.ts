/** Pods of a StatefulSet stopped and started again. */
import { eventually } from '../../cluster/eventually';
import { findObject, kubectl } from '../../cluster/kubectl';
import type { Topology } from './topology';

/** Stops the set's last pod and waits until it is gone. @param pods how many the set has now, and has to have again */
export async function stopLast(topology: Topology, set: string, pods: number): Promise<void> {
  await scale(topology, set, pods - 1);
  const gone = async () => (await findObject(['pod', `${set}-${pods - 1}`, '-n', topology.workload])) === undefined;
  await eventually(gone, { what: `pod ${set}-${pods - 1} to be gone`, timeoutMs: 90_000 });
}

/** The set has so many pods again, sooner or later. */
export async function scale(topology: Topology, set: string, pods: number): Promise<void> {
  await kubectl(['scale', 'statefulset', set, '-n', topology.workload, `--replicas=${pods}`]);
}
