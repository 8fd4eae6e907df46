/** Redis in depth: replication, memory, commands, persistence. */
import { backups } from './backups';
import { buildDashboard } from './layout';
import { lagSeconds } from './reads';
import { commands, memory, persistence, replicationPanels } from './redis-detail';
import { lagBytes, memoryRatio, roleTable } from './redis-panels';
import { sentinels } from './sentinels';

export function redis() {
  return buildDashboard({
    uid: 'tme1crv-redis',
    title: 'tme1crv / Redis',
    description: 'Every Redis by role: replication, memory, commands, clients, persistence, backups.',
    rows: [
      { title: 'Nodes', panels: [roleTable()] },
      { title: 'Replication', panels: [lagBytes(), lagSeconds(), ...replicationPanels()] },
      { title: 'Memory', panels: [memoryRatio(), ...memory()] },
      commands(),
      persistence(),
      backups(),
      sentinels(),
    ],
  });
}
