import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../cluster/eventually';
import { primaryPod } from '../cluster/redis';
import { deleteObject, type Pod, podsOf, type Topology } from '../cluster/topology';
import type { Fault } from './fault';
import { otherPod } from './fresh-pod';
import { hang } from './primary-hung';

/** So long another one leads, before all are deleted. */
const BEHIND_MS = 20_000;

export const allDeleted: Fault = {
  name: 'F10',
  title: 'F10: all nodes deleted at once after a failover',
  what: `the node that leads hangs for ${BEHIND_MS / 1000} s while another one leads, so that its data is old; then the pods of all nodes are deleted at once, without grace`,
  needsNode: true,
  sentinel: true,

  async inject(scene) {
    const { topology, signal, injected } = scene;
    const former = await primaryPod(topology);
    await hang(scene);
    await anotherLeads(topology, former, signal);
    await delay(BEHIND_MS, undefined, { signal });
    const pods = await podsOf(topology, 'node');
    injected();
    await Promise.all(
      pods.map(({ metadata }) => deleteObject(topology, 'pod', metadata.name, '--grace-period=0', '--force')),
    );
    await Promise.all(pods.map((pod) => otherPod(topology, pod, signal)));
  },
};

/** Waits until a node leads that isn't this one. @throws StackError after 60 s */
export async function anotherLeads(topology: Topology, former: Pod, signal: AbortSignal): Promise<Pod> {
  let leader = former;
  const another = async () => {
    leader = await primaryPod(topology);
    return leader.metadata.uid !== former.metadata.uid;
  };
  await eventually(another, { what: 'another node to lead', timeoutMs: 60_000, signal });
  return leader;
}
