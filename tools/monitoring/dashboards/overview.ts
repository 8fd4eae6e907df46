/** What to look at first when an alert has come. */
import { firingStat, firingTable, whenPaged } from './alerts';
import { query, statPanel, WEBAPP } from './common';
import { buildDashboard } from './layout';
import { budgetStats, objectives } from './objectives';
import { readsByServer, replicasConnected } from './reads';
import { commandsByPod, lagBytes, memoryRatio, primaryStat, replicasStat } from './redis-panels';
import { errorRatio, latency, requestRate } from './requests';

export function overview() {
  return buildDashboard({
    uid: 'tme1crv-overview',
    title: 'tme1crv / Overview',
    description: 'Firing alerts, how good the API is, how Redis fares.',
    rows: [
      { title: 'Now', panels: [firingStat(), primaryStat(), replicasStat(), pods(), ...budgetStats()] },
      { title: 'Alerts', panels: [firingTable(), whenPaged()] },
      { title: 'Requests', panels: [requestRate('route'), errorRatio(), latency()] },
      objectives(),
      {
        title: 'Redis at a glance',
        panels: [lagBytes(), memoryRatio(), commandsByPod(), readsByServer(12), replicasConnected(12)],
      },
    ],
  });
}

// --- internal ---

function pods() {
  return statPanel({
    title: 'Web app pods up',
    description: 'Pods of the web app that respond to Prometheus.',
    unit: 'none',
    width: 4,
    queries: [query(`sum(up{${WEBAPP}}) or vector(0)`, 'up')],
    alerts: ['WebappDown', 'WebappPodsMissing'],
    threshold: 1,
    badBelow: true,
  });
}
