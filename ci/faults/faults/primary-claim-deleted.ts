import { StackError } from '../../../tools/deploy/errors';
import { eventually } from '../../cluster/eventually';
import { findObject, type Metadata } from '../../cluster/kubectl';
import { type Claim, claimOf, giveBackVolume, requireFreeVolume } from '../cluster/claims';
import { primaryPod } from '../cluster/redis';
import { deleteObject, type Pod } from '../cluster/topology';
import type { Fault, FaultyScene } from './fault';
import { otherPod } from './fresh-pod';

export const primaryClaimDeleted: Fault = {
  name: 'F11',
  title: 'F11: primary’s claim and pod deleted',
  what: 'the primary’s claim and pod deleted at once: its StatefulSet makes an empty volume, as after the loss of a disk',
  needsNode: false,
  prepare: async () => requireFreeVolume(),

  inject: loseClaim,
};

/** Deletes the primary's claim and pod, and waits until others are in their place. */
export async function loseClaim(scene: FaultyScene): Promise<void> {
  const { topology, signal } = scene;
  const pod = await primaryPod(topology);
  const former = await deleteClaim(scene, pod);
  await deleteObject(topology, 'pod', pod.metadata.name, '--grace-period=0', '--force');
  await otherPod(topology, pod, signal);
  const another = async () => {
    const claim = await findObject<{ metadata: Metadata }>(['pvc', former.metadata.name, '-n', topology.workload]);
    return claim !== undefined && claim.metadata.uid !== former.metadata.uid;
  };
  await eventually(another, { what: 'a new claim in the place of the deleted one', timeoutMs: 60_000, signal });
}

/** Deletes the claim of the primary's pod: it is gone once nothing uses it. @returns what it was */
export async function deleteClaim({ topology, node, injected, onEnd }: FaultyScene, pod: Pod): Promise<Claim> {
  const claim = await claimOf(topology, pod);
  if (claim === undefined) throw new StackError('the primary has no claim', 'This fault needs persistence.');
  onEnd('give the deleted claim’s volume back', () => giveBackVolume(claim, node));
  injected();
  await deleteObject(topology, 'pvc', claim.metadata.name);
  return claim;
}
