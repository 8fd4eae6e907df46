import { StackError } from '../../../tools/deploy/errors';
import { claimOf, giveBackVolume, requireFreeVolume } from '../cluster/claims';
import { findObject, type Metadata } from '../cluster/kubectl';
import { deleteObject, primaryPod } from '../cluster/topology';
import { eventually } from '../eventually';
import type { Fault } from './fault';
import { otherPod } from './fresh-pod';

export const primaryClaimDeleted: Fault = {
  name: 'F11',
  title: 'F11: primary’s claim and pod deleted',
  what: 'the primary’s claim and pod deleted at once: its StatefulSet makes an empty volume, as after the loss of a disk',
  needsNode: false,
  prepare: async () => requireFreeVolume(),

  async inject({ topology, node, signal, injected, onEnd }) {
    const pod = await primaryPod(topology);
    const former = await claimOf(topology, pod);
    if (former === undefined) throw new StackError('the primary has no claim', 'F11 needs persistence.');
    onEnd('give the deleted claim’s volume back', () => giveBackVolume(former, node));
    injected();
    await deleteObject(topology, 'pvc', former.metadata.name);
    await deleteObject(topology, 'pod', pod.metadata.name, '--grace-period=0', '--force');
    await otherPod(topology, pod.metadata.uid, signal);
    const another = async () => {
      const claim = await findObject<{ metadata: Metadata }>(['pvc', former.metadata.name, '-n', topology.workload]);
      return claim !== undefined && claim.metadata.uid !== former.metadata.uid;
    };
    await eventually(another, {
      what: 'a new claim in the place of the deleted one',
      timeoutMs: 60_000,
      signal,
    });
  },
};
