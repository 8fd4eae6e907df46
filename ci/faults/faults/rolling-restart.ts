import { kubectl } from '../../cluster/kubectl';
import { primaryPod } from '../cluster/redis';
import type { Fault } from './fault';

export const rollingRestart: Fault = {
  name: 'F12',
  title: 'F12: nodes restarted one after the other',
  what: '`kubectl rollout restart`, as an upgrade does it: the outage is the longest of its steps',
  needsNode: false,
  sentinel: true,

  async inject({ topology, injected, figure }) {
    const before = (await primaryPod(topology)).metadata.name;
    const set = ['statefulset', topology.primarySet, '-n', topology.workload];
    injected();
    await kubectl(['rollout', 'restart', ...set]);
    await kubectl(['rollout', 'status', ...set, '--timeout=280s'], { timeoutMs: 300_000 });
    figure('primary changed', (await primaryPod(topology)).metadata.name === before ? 0 : 1);
  },
};
