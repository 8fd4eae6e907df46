import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../../../tools/deploy/errors';
import { eventually } from '../../cluster/eventually';
import { claimOf } from '../cluster/claims';
import { askRedis, infoOf, lastReplica, primaryPod } from '../cluster/redis';
import { restartsBetween } from '../cluster/restarts';
import { scale, stopLast } from '../cluster/scale';
import { SmallVolume } from '../cluster/small-volume';
import type { Pod, Topology } from '../cluster/topology';
import type { Fault, FaultyScene, Scene } from './fault';
import { settled } from './fresh-pod';

/** Room for what the load writes before the volume is filled. */
const FREE_MIB = 64;
/** Longer than the liveness probe's patience: a restart that it makes is part of what is looked for. */
const FULL_MS = 60_000;
/** The alert's own `for`, a scrape and an evaluation. */
const ALERT_MS = 180_000;

export const volumeFull: Fault = {
  name: 'volume-full',
  title: 'primary’s volume full',
  what: `the primary’s volume has no byte left for ${FULL_MS / 1000} s, then room again: Redis refuses writes as long as it is full`,
  needsNode: true,
  expectedAlert: 'RedisAofWriteFailing',

  prepare: (scene) => makeSmall(scene, scene.topology.primarySet, 1, primaryPod),

  async inject(scene) {
    const { load } = scene;
    await fillFor(scene, primaryPod, async () => {
      const before = load.latest()?.failedWrites ?? 0;
      const refused = async () => (load.latest()?.failedWrites ?? 0) > before;
      await eventually(refused, { what: 'a write to be refused', timeoutMs: 30_000, signal: scene.signal });
    });
  },
};

export const replicaVolumeFull: Fault = {
  name: 'replica-volume-full',
  title: 'a replica’s volume full',
  what: `the volume of one replica has no byte left for ${FULL_MS / 1000} s, then room again: the others go on`,
  needsNode: true,

  async prepare(scene) {
    const { replicaSet, replicas } = scene.topology;
    if (replicas === 0) throw new StackError('there is no replica');
    await makeSmall(scene, replicaSet, replicas, lastReplica);
  },

  async inject(scene) {
    const before = await lastReplica(scene.topology);
    await fillFor(scene, lastReplica, () => replicaFeelsIt(scene, before));
  },
};

// --- internal ---

type FindPod = (topology: Topology) => Promise<Pod>;

/** Puts a small volume under a set's last pod, and back when the run ends. */
async function makeSmall(scene: Scene, set: string, pods: number, find: FindPod): Promise<void> {
  const { topology, signal, say, onEnd } = scene;
  const volume = await volumeOf(scene, find);
  const withoutPod = async (change: () => Promise<void>) => {
    await stopLast(topology, set, pods);
    try {
      await change();
    } finally {
      await scale(topology, set, pods);
    }
  };
  onEnd('give the volume its own folder back', async () => {
    await withoutPod(() => volume.remove());
    await settled(topology);
  });
  say(`a volume with ${FREE_MIB} MiB of room for ${set}-${pods - 1}`);
  await withoutPod(async () => {
    await volume.remove(); // what a run that was killed left behind
    await volume.put(FREE_MIB);
  });
  await settled(topology, signal);
  // As that of every Redis that has run for a while: to such a file a write in part does most harm.
  await askRedis(topology, await find(topology), 'BGREWRITEAOF');
}

async function fillFor(scene: FaultyScene, find: FindPod, takesEffect: () => Promise<void>): Promise<void> {
  const volume = await volumeOf(scene, find);
  try {
    scene.injected();
    await volume.fill();
    await takesEffect();
    scene.say('the volume is full, and Redis feels it');
    await delay(FULL_MS, undefined, { signal: scene.signal });
    await scene.waitForAlert(ALERT_MS);
  } finally {
    await volume.empty();
  }
  scene.healed();
}

async function volumeOf({ topology, node }: Scene, find: FindPod): Promise<SmallVolume> {
  const claim = await claimOf(topology, await find(topology));
  if (claim === undefined) throw new StackError('the pod has no claim', 'This fault needs persistence.');
  return SmallVolume.of(claim, node);
}

/** It can't write its append-only file any more, or it has stopped for that. @param before the pod before the fault */
async function replicaFeelsIt({ topology, signal }: Scene, before: Pod): Promise<void> {
  const failing = async () => {
    const pod = await lastReplica(topology);
    if (restartsBetween([before], [pod]).size > 0) return true;
    return (await infoOf(topology, pod, 'persistence')).get('aof_last_write_status') === 'err';
  };
  await eventually(failing, { what: 'the replica to fail to write', timeoutMs: 60_000, signal });
}
