import { setTimeout as delay } from 'node:timers/promises';
import { primaryPod } from '../cluster/redis';
import { deleteObject } from '../cluster/topology';
import { anotherLeads } from './all-deleted';
import type { Fault } from './fault';
import { otherPod } from './fresh-pod';

const AFTER_MS = 5000;

export const secondFailover: Fault = {
  name: 'F19',
  title: 'F19: the next primary is lost, too',
  what: `the primary’s pod deleted without grace, and ${AFTER_MS / 1000} s after another one leads that one’s`,
  needsNode: false,
  sentinel: true,

  async inject({ topology, signal, injected }) {
    const first = await primaryPod(topology);
    injected();
    await deleteObject(topology, 'pod', first.metadata.name, '--grace-period=0', '--force');
    const second = await anotherLeads(topology, first, signal);
    await delay(AFTER_MS, undefined, { signal });
    await deleteObject(topology, 'pod', second.metadata.name, '--grace-period=0', '--force');
    await otherPod(topology, second, signal);
  },
};
