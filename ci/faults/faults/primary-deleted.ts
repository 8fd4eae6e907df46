import { primaryPod } from '../cluster/redis';
import { deleteObject } from '../cluster/topology';
import type { Fault, FaultyScene } from './fault';
import { otherPod } from './fresh-pod';

export const primaryDeletedAtOnce: Fault = {
  name: 'F2',
  title: 'F2: primary’s pod deleted, no grace',
  what: '`kubectl delete pod --grace-period=0 --force`: Redis gets no time to end, as when its node fails',
  needsNode: false,
  inject: (scene) => deletePrimary(scene, '--grace-period=0', '--force'),
};

export const primaryDeleted: Fault = {
  name: 'F3',
  title: 'F3: primary’s pod deleted',
  what: '`kubectl delete pod`: as in a drain of its node or an upgrade',
  needsNode: false,
  inject: (scene) => deletePrimary(scene),
};

// --- internal ---

async function deletePrimary({ topology, signal, injected }: FaultyScene, ...flags: string[]): Promise<void> {
  const pod = await primaryPod(topology);
  injected();
  await deleteObject(topology, 'pod', pod.metadata.name, ...flags);
  await otherPod(topology, pod, signal);
}
