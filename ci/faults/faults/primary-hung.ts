import { setTimeout as delay } from 'node:timers/promises';
import { oneProcess } from '../cluster/processes';
import { primaryPod } from '../cluster/redis';
import type { Fault, FaultyScene } from './fault';

const HANGS_MS = 30_000;

export const primaryHung: Fault = {
  name: 'F4',
  title: 'F4: primary hangs',
  what: `SIGSTOP of the primary’s redis-server for ${HANGS_MS / 1000} s, then SIGCONT: its port still accepts connections, and afterwards it is a primary of the past`,
  needsNode: true,
  sentinel: true,

  async inject(scene) {
    const goOn = await hang(scene);
    await delay(HANGS_MS, undefined, { signal: scene.signal });
    await goOn();
  },
};

/** Stops the primary's Redis in the middle of what it does. @returns lets it go on */
export async function hang({ topology, node, injected, onEnd }: FaultyScene): Promise<() => Promise<void>> {
  const pid = await oneProcess(node, await primaryPod(topology), 'redis-server');
  let stopped = true;
  const goOn = async () => {
    // Its container may have been restarted meanwhile.
    if (stopped) await node.signal(pid, 'CONT').catch(() => {});
    stopped = false;
  };
  onEnd('let the primary go on', goOn);
  injected();
  await node.signal(pid, 'STOP');
  return goOn;
}
