/** Processes of pods, as the node sees them. */
import { StackError } from '../../../tools/deploy/errors';
import type { ClusterNode } from './node';
import type { Pod } from './topology';

/** The pod's only process of that name. @throws StackError when there is none, or more than one */
export async function oneProcess(node: ClusterNode, pod: Pod, name: string): Promise<number> {
  const [pid, ...others] = await node.processesOf(pod.metadata.uid, name);
  if (pid !== undefined && others.length === 0) return pid;
  throw new StackError(
    `pod ${pod.metadata.name} has ${pid === undefined ? 'no process' : 'several processes'} named ${name} on the node`,
    'Does FAULTS_NODE lead to the node, and see its processes?',
  );
}
