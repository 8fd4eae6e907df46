import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterNode } from '../cluster/node';
import { cutOff, cutting, isolate } from '../cluster/partition';
import { lastReplica, primaryPod } from '../cluster/redis';
import { deleteObject, podsOf } from '../cluster/topology';
import { anotherLeads } from './all-deleted';
import type { Fault, FaultyScene } from './fault';
import { otherPod } from './fresh-pod';

const CUT_MS = 30_000;

export const primaryCutOff: Fault = {
  name: 'F5',
  title: 'F5: primary cut off',
  what: `the network between the primary’s pod, with its Sentinel, and all other pods of the release is cut for ${CUT_MS / 1000} s, open connections included`,
  needsNode: true,
  sentinel: true,

  async inject(scene) {
    const { topology, signal, injected } = scene;
    const primary = await primaryPod(topology);
    injected();
    const others = (await podsOf(topology)).filter((other) => other.metadata.uid !== primary.metadata.uid);
    const heal = await cut(scene, (node) => cutOff(node, [primary], others));
    await delay(CUT_MS, undefined, { signal });
    await heal();
  },
};

export const sentinelCutOff: Fault = {
  name: 'F14',
  title: 'F14: a Sentinel cut off from the others, then the primary lost',
  what: 'one node is cut off from all but the web app, which goes on asking its Sentinel; then the primary’s pod is deleted without grace',
  needsNode: true,
  sentinel: true,

  async inject(scene) {
    const { topology, signal, injected } = scene;
    const primary = await primaryPod(topology);
    const pod = await lastReplica(topology);
    const spared = await podsOf(topology, 'webapp');
    // Also from the pod that comes in the place of the one that is deleted.
    const heal = await cut(scene, (node) => isolate(node, pod, spared));
    injected();
    await deleteObject(topology, 'pod', primary.metadata.name, '--grace-period=0', '--force');
    await otherPod(topology, primary, signal);
    await anotherLeads(topology, primary, signal);
    await delay(CUT_MS / 3, undefined, { signal });
    await heal();
  },
};

// --- internal ---

/** Cuts the network, and makes sure that it does. @returns heals it */
async function cut({ node, signal, onEnd }: FaultyScene, how: (node: ClusterNode) => Promise<() => Promise<void>>) {
  const heal = await how(node);
  onEnd('heal the network', heal);
  await cutting(node, signal);
  return heal;
}
