/** Volume claims and the volumes behind them. */
import { StackError } from '../../../tools/deploy/errors';
import { findObject, kubectl, listObjects, type Metadata } from '../../cluster/kubectl';
import type { ClusterNode } from './node';
import type { Pod, Topology } from './topology';

export interface Claim {
  metadata: Metadata;
  spec: { volumeName?: string };
}

interface Volume {
  metadata: Metadata;
  spec: {
    claimRef?: { uid: string; namespace: string };
    hostPath?: { path: string };
    local?: { path: string };
    persistentVolumeReclaimPolicy: string;
    storageClassName?: string;
  };
  status: { phase: string };
}

interface StorageClass {
  metadata: Metadata & { annotations?: Record<string, string> };
  provisioner: string;
}

/** The subchart's name for it. */
const DATA = 'redis-data';
/** Nothing makes volumes here: they were there before, and stay when their claim goes. */
const STATIC = 'kubernetes.io/no-provisioner';

/** The claim of a Redis pod's data; undefined when it has none. A node with Sentinel has a second one. */
export async function claimOf(topology: Topology, pod: Pod): Promise<Claim | undefined> {
  const name = pod.spec.volumes?.find((volume) => volume.name === DATA && volume.persistentVolumeClaim)
    ?.persistentVolumeClaim?.claimName;
  return name === undefined ? undefined : findObject<Claim>(['pvc', name, '-n', topology.workload]);
}

/** The folder on the node in which a claim's volume is. @throws StackError when it is no folder of the node */
export async function folderOf(claim: Claim): Promise<string> {
  const volume = await volumeOf(claim);
  const folder = volume?.spec.hostPath?.path ?? volume?.spec.local?.path ?? '';
  // It will be emptied and mounted over: a path that is this short can't be meant.
  if (!/^\/[^/]+\/[^/]+/.test(folder)) {
    throw new StackError(`the volume of claim ${claim.metadata.name} is no folder of the node`);
  }
  return folder;
}

/** @throws StackError when a new claim would find no volume, because nothing makes any and all are taken */
export async function requireFreeVolume(): Promise<void> {
  const classes = await listObjects<StorageClass>('storageclasses');
  const isDefault = (one: StorageClass) =>
    one.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  if (classes.find(isDefault)?.provisioner !== STATIC) return;
  const volumes = await listObjects<Volume>('persistentvolumes');
  if (volumes.some(({ status }) => status.phase === 'Available')) return;
  throw new StackError('no volume is free', 'The default storage class makes none: free one first.');
}

/**
 * Makes the volume of a deleted claim empty and free again, where nobody else does. Without access to the node it
 * stays as it is.
 */
export async function giveBackVolume(claim: Claim, node: ClusterNode): Promise<void> {
  const volume = await volumeOf(claim);
  const ours = volume?.spec.claimRef?.uid === claim.metadata.uid && volume.status.phase === 'Released';
  if (!ours || volume.spec.persistentVolumeReclaimPolicy !== 'Retain' || !node.available) return;
  await node.run('find "$1" -mindepth 1 -delete', [await folderOf(claim)]);
  await kubectl(['patch', 'pv', volume.metadata.name, '--type=merge', '-p', '{"spec":{"claimRef":null}}']);
}

/** Every claim of a namespace. */
export function claimsIn(namespace: string): Promise<Claim[]> {
  return listObjects<Claim>('pvc', '-n', namespace);
}

// --- internal ---

async function volumeOf(claim: Claim): Promise<Volume | undefined> {
  const name = claim.spec.volumeName;
  return name === undefined ? undefined : findObject<Volume>(['pv', name]);
}
