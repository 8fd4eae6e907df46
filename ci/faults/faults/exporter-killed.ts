import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../cluster/eventually';
import { oneProcess } from '../cluster/processes';
import { primaryPod } from '../cluster/redis';
import type { Fault } from './fault';

const KILLS = 3;
const EXPORTER = 'redis_exporter';
/** A process is killed once it has run for so long. */
const PAUSE_MS = 3000;
/** The kubelet waits 10 s before the second restart of a container, 20 s before the third. */
const RESTART_MS = 60_000;

export const exporterKilled: Fault = {
  name: 'exporter-killed',
  title: 'exporter killed',
  what: `SIGKILL of the exporter in the primary’s pod, ${KILLS} times within a minute: Redis itself is well all the time`,
  needsNode: true,

  async inject({ topology, node, signal, say, injected }) {
    const pod = await primaryPod(topology);
    const processes = () => node.processesOf(pod.metadata.uid, EXPORTER);
    const waits = { timeoutMs: RESTART_MS, signal };
    injected();
    for (let turn = 1; turn <= KILLS; turn += 1) {
      await eventually(async () => (await processes()).length === 1, { what: 'the exporter to run', ...waits });
      await delay(turn === 1 ? 0 : PAUSE_MS, undefined, { signal });
      const pid = await oneProcess(node, pod, EXPORTER);
      await node.signal(pid, 'KILL');
      await eventually(async () => !(await processes()).includes(pid), { what: 'the exporter to be gone', ...waits });
      say(`exporter killed ${turn} of ${KILLS}`);
    }
    // Until it runs again, the pod isn't Ready.
    await eventually(async () => (await processes()).length === 1, { what: 'the exporter to run again', ...waits });
  },
};
