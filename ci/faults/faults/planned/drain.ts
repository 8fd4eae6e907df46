import { kubectl } from '../../../cluster/kubectl';
import { primaryPod } from '../../cluster/redis';
import type { Fault } from '../fault';
import { otherPod } from '../fresh-pod';

export const drain: Fault = {
  name: 'drain',
  title: 'planned: the primary’s node is drained',
  what: 'the primary’s pod is evicted through the API, as `kubectl drain` does it and within the PodDisruptionBudget; it may start again at once, as where another node has room',
  needsNode: false,

  async inject({ topology, signal, injected }) {
    const pod = await primaryPod(topology);
    const { name } = pod.metadata;
    const namespace = topology.workload;
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
    injected();
    await kubectl(['create', '--raw', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, '-f', '-'], {
      input: JSON.stringify(eviction),
    });
    await otherPod(topology, pod, signal);
  },
};
