import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../../../tools/deploy/errors';
import { oneProcess } from '../cluster/processes';
import { primaryPod } from '../cluster/redis';
import type { Fault } from './fault';
import { startedAgain } from './primary-killed';

const AWAY_MS = 20_000;

export const apiServerAway: Fault = {
  name: 'F20',
  title: 'F20: primary killed while the API server is away',
  what: `SIGSTOP of kube-apiserver for ${AWAY_MS / 1000} s; then SIGKILL of the primary’s redis-server and, with Sentinel, of the Sentinel in its pod: nothing may need the API`,
  needsNode: true,

  async inject({ topology, node, signal, injected, onEnd }) {
    const pod = await primaryPod(topology);
    const redis = await oneProcess(node, pod, 'redis-server');
    const sentinels = await node.processesOf(pod.metadata.uid, 'redis-sentinel');
    const servers = await node.ownProcesses('kube-apiserver');
    if (servers.length === 0)
      throw new StackError(
        'the node runs no kube-apiserver',
        'FAULTS_NODE has to lead to a node of the control plane.',
      );
    const goOn = async () => {
      for (const server of servers) await node.signal(server, 'CONT').catch(() => {});
    };
    onEnd('let the API server go on', goOn);
    for (const server of servers) await node.signal(server, 'STOP');
    injected();
    for (const pid of [redis, ...sentinels]) await node.signal(pid, 'KILL');
    await delay(AWAY_MS, undefined, { signal });
    await goOn();
    await startedAgain(topology, pod, signal);
  },
};
