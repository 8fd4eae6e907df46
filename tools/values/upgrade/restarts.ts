/** Which pods an upgrade restarts, how many they are, and in which order they go. */
import { changesOf, type FieldChange, statesAt } from './compare';
import { fieldAt, type ObjectPair } from './objects';
import { changesReloaders, isOperated, recreates, restarting } from './operator';

export interface Restart {
  object: ObjectPair;
  /** Undefined: unknown, as the object wasn't read and says no number. */
  pods?: number;
  /** In words: one by one, all at once, … */
  order: string;
  changes: readonly FieldChange[];
}

/** What restarts by the changes to these objects. */
export function restartsOf(objects: readonly ObjectPair[]): Restart[] {
  const reloaders = objects.some((object) => object.old && object.next && changesReloaders(object));
  return objects.flatMap((object): Restart[] => {
    if (!object.old || !object.next) return [];
    const workload = WORKLOADS[`${object.group}/${object.kind}`];
    if (isOperated(object)) return operated(object, reloaders);
    const changes = workload ? changesOf(statesAt('spec.template', object)) : [];
    if (!workload || changes.length === 0) return [];
    return [{ object, ...workload(object), changes }];
  });
}

// --- internal ---

type Course = Pick<Restart, 'pods' | 'order'>;

const WORKLOADS: Readonly<Record<string, (object: ObjectPair) => Course>> = {
  'apps/Deployment': deploymentCourse,
  'apps/StatefulSet': statefulSetCourse,
  'apps/DaemonSet': daemonSetCourse,
};

/** The number that will be there: an autoscaler's, where the manifest says none. */
function replicas({ old, next, live }: ObjectPair): number {
  const found = fieldAt(live ?? old, 'spec.replicas') ?? fieldAt(next, 'spec.replicas');
  return typeof found === 'number' ? found : 1;
}

/** As the upgrade leaves it: what the new manifest doesn't say stays. */
const strategy = ({ next, live }: ObjectPair, path: string) => fieldAt(next, path) ?? fieldAt(live, path);

function deploymentCourse(object: ObjectPair): Course {
  const pods = replicas(object);
  if (strategy(object, 'spec.strategy.type') === 'Recreate') return { pods, order: 'all end, then the new ones start' };
  const [surge, away] = ['maxSurge', 'maxUnavailable'].map(
    (field) => strategy(object, `spec.strategy.rollingUpdate.${field}`) ?? '25%',
  );
  return { pods, order: `rolling: up to ${surge} more, ${away} away at a time` };
}

function statefulSetCourse(object: ObjectPair): Course {
  const pods = replicas(object);
  if (strategy(object, 'spec.updateStrategy.type') === 'OnDelete')
    return { pods, order: 'each once you delete it (OnDelete)' };
  const partition = Number(strategy(object, 'spec.updateStrategy.rollingUpdate.partition') ?? 0);
  if (partition > 0) {
    return { pods: Math.max(0, pods - partition), order: `one by one, down to number ${partition} (partition)` };
  }
  return { pods, order: 'one by one, the highest number first' };
}

function daemonSetCourse(object: ObjectPair): Course {
  const found = fieldAt(object.live, 'status.desiredNumberScheduled');
  const pods = typeof found === 'number' ? { pods: found } : {};
  if (strategy(object, 'spec.updateStrategy.type') === 'OnDelete')
    return { ...pods, order: 'each once you delete it (OnDelete)' };
  const away = strategy(object, 'spec.updateStrategy.rollingUpdate.maxUnavailable') ?? 1;
  return { ...pods, order: `node by node, ${away} at a time` };
}

/** @param reloaders whether the operator will give all its pods another sidecar */
function operated(object: ObjectPair, reloaders: boolean): Restart[] {
  const changes = restarting(object);
  if (changes.length === 0 && !reloaders) return [];
  const shards = fieldAt(object.live ?? object.old, 'spec.shards');
  const pods = replicas(object) * (typeof shards === 'number' ? shards : 1);
  const order = recreates(changes)
    ? 'all end, then the new ones start: the operator makes their StatefulSet anew'
    : 'by the operator, one by one, the highest number first';
  const sidecar: FieldChange[] =
    changes.length === 0 ? [{ path: "the sidecar that the operator's new arguments name" }] : [];
  return [{ object, pods, order, changes: [...changes, ...sidecar] }];
}
