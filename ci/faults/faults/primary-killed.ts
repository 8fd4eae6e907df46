import { eventually } from '../../cluster/eventually';
import { oneProcess } from '../cluster/processes';
import { primaryPod } from '../cluster/redis';
import { type Pod, podsOf, type Topology } from '../cluster/topology';
import type { Fault } from './fault';

export const primaryKilled: Fault = {
  name: 'F1',
  title: 'F1: primary killed',
  what: 'SIGKILL of the primary’s redis-server; the kubelet starts its container again in the same pod',
  needsNode: true,

  async inject({ topology, node, signal, injected }) {
    const pod = await primaryPod(topology);
    const pid = await oneProcess(node, pod, 'redis-server');
    injected();
    await node.signal(pid, 'KILL');
    await startedAgain(topology, pod, signal);
  },
};

/** Waits until the pod's Redis has been started again. @param pod as it was before */
export async function startedAgain(topology: Topology, pod: Pod, signal: AbortSignal): Promise<void> {
  const restarted = async () =>
    (await podsOf(topology)).some(
      ({ metadata, status }) => metadata.uid === pod.metadata.uid && restartsOf(status) > restartsOf(pod.status),
    );
  await eventually(restarted, { what: 'the container to be started again', timeoutMs: 90_000, signal });
}

// --- internal ---

const restartsOf = (status: Pod['status']) =>
  status.containerStatuses?.find(({ name }) => name === 'redis')?.restartCount ?? 0;
