/** The primary's claim and pod are deleted while something else is wrong, too. */
import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../../../tools/deploy/errors';
import { eventually } from '../../cluster/eventually';
import { kubectl } from '../../cluster/kubectl';
import { requireFreeVolume } from '../cluster/claims';
import { askRedis, lastReplica, primaryPod } from '../cluster/redis';
import { scale } from '../cluster/scale';
import { deleteObject, type Pod, podsOf, type Topology } from '../cluster/topology';
import type { Fault, FaultyScene } from './fault';
import { otherPod } from './fresh-pod';
import { deleteClaim, loseClaim } from './primary-claim-deleted';

/** What the replica that is cut off doesn't get. */
const WRITES_MISSED = 10_000;
/** How long the primary has to wait for what it can't know. */
const WAITS_MS = 20_000;

export const whenOneReplicaIsBehind: Fault = {
  name: 'F11-behind',
  sentinel: false,
  title: 'F11 with a replica that is far behind',
  what: `one replica is cut off, and misses ${WRITES_MISSED} writes; then the primary’s claim and pod are deleted, and all replicas are restarted before the primary is: the one that is behind must not be chosen`,
  needsNode: false,
  prepare: async () => requireFreeVolume(),

  async inject(scene) {
    const { topology, load, signal, say } = scene;
    const { primarySet, replicaSet, replicas } = topology;
    if (replicas < 2) throw new StackError('there are fewer than two replicas');
    await askRedis(topology, await lastReplica(topology), 'REPLICAOF', '127.0.0.1', '1');
    const from = load.latest()?.acked ?? 0;
    const missed = async () => (load.latest()?.acked ?? 0) - from >= WRITES_MISSED;
    await eventually(missed, { what: `${WRITES_MISSED} writes`, timeoutMs: 180_000, signal });
    say('the replica is behind');
    await stopWithoutClaim(scene);
    await scale(topology, replicaSet, replicas);
    const back = async () => (await podsOf(topology, 'replica')).length === replicas;
    await eventually(back, { what: 'the replicas to be back', timeoutMs: 60_000, signal });
    await scale(topology, primarySet, 1);
  },
};

export const whenInterrupted: Fault = {
  name: 'F11-interrupted',
  sentinel: false,
  title: 'F11, and the primary is killed again while it takes the data',
  what: 'the primary’s claim and pod deleted; as soon as the primary takes a replica’s data, its pod is deleted again (with ITEMS=100000 that takes long enough)',
  needsNode: false,
  prepare: async () => requireFreeVolume(),

  async inject(scene) {
    const { topology, signal, say } = scene;
    await loseClaim(scene);
    const takes = async () => (await guardLog(topology)).includes('taking that of the replica');
    await eventually(takes, { what: 'the primary to take the data', timeoutMs: 60_000, intervalMs: 50, signal });
    const pod = await primaryPod(topology);
    await deleteObject(topology, 'pod', pod.metadata.name, '--grace-period=0', '--force');
    if (/is here/.test(await guardLog(topology).catch(() => ''))) throw new StackError('it had all data already');
    say('killed while it took the data');
    await otherPod(topology, pod, signal);
  },
};

export const whenAReplicaRefuses: Fault = {
  name: 'F11-refused',
  sentinel: false,
  title: 'F11 with a replica that refuses the password',
  what: `one replica has another password, then the primary’s claim and pod are deleted: the primary waits (${WAITS_MS / 1000} s are looked at) until the replica is restarted with the right one`,
  needsNode: false,
  prepare: async () => requireFreeVolume(),

  async inject(scene) {
    const { topology } = scene;
    const replica = await lastReplica(topology);
    await askRedis(topology, replica, 'CONFIG', 'SET', 'requirepass', 'another-password');
    scene.onEnd('restart the replica', () => restart(topology, replica));
    await loseClaim(scene);
    await waits(scene, /WRONGPASS|NOAUTH/);
    await restart(topology, replica);
    scene.healed();
  },
};

export const whenReplicasAreAway: Fault = {
  name: 'F11-alone',
  sentinel: false,
  title: 'F11 while all replicas are away',
  what: `the primary’s claim is deleted, it and all replicas are scaled to 0, and the primary comes back alone: it waits (${WAITS_MS / 1000} s are looked at) until the replicas are back`,
  needsNode: false,
  prepare: async () => requireFreeVolume(),

  async inject(scene) {
    const { topology, healed } = scene;
    const { primarySet, replicaSet, replicas } = topology;
    await stopWithoutClaim(scene);
    await scale(topology, primarySet, 1);
    await waits(scene, /0 of \d+ replicas can be asked/);
    await scale(topology, replicaSet, replicas);
    healed();
  },
};

// --- internal ---

/** Deletes the primary's claim and stops all of Redis. The primary stops first: what it took without a replica would be nowhere else. */
async function stopWithoutClaim(scene: FaultyScene): Promise<void> {
  const { topology, onEnd } = scene;
  onEnd('start the primary and the replicas', async () => {
    await scale(topology, topology.replicaSet, topology.replicas);
    await scale(topology, topology.primarySet, 1);
  });
  await deleteClaim(scene, await primaryPod(topology));
  await stopAll(scene, 'master');
  await stopAll(scene, 'replica');
}

async function stopAll({ topology, signal }: FaultyScene, component: 'master' | 'replica'): Promise<void> {
  await scale(topology, component === 'master' ? topology.primarySet : topology.replicaSet, 0);
  const none = async () => (await podsOf(topology, component)).length === 0;
  await eventually(none, { what: `every ${component} to be gone`, timeoutMs: 90_000, signal });
}

async function restart(topology: Topology, pod: Pod): Promise<void> {
  const now = (await podsOf(topology, 'replica')).find(({ metadata }) => metadata.uid === pod.metadata.uid);
  if (now !== undefined) await deleteObject(topology, 'pod', pod.metadata.name);
}

/** Makes sure that the primary waits, says why, and lets no write through meanwhile. */
async function waits({ topology, load, signal, problem }: FaultyScene, reason: RegExp): Promise<void> {
  const says = async () => reason.test(await guardLog(topology));
  await eventually(says, { what: 'the primary to say why it waits', timeoutMs: 60_000, signal });
  const before = load.latest()?.acked;
  await delay(WAITS_MS, undefined, { signal });
  if (load.latest()?.acked !== before) problem('the primary took writes instead of waiting');
}

async function guardLog(topology: Topology): Promise<string> {
  const { metadata } = await primaryPod(topology);
  return kubectl(['logs', metadata.name, '-n', topology.workload, '-c', 'redis', '--tail=20']).catch(() => '');
}
