/** What to look at first when paged. */
import { query, statPanel, tablePanel, WEBAPP } from './common';
import { buildDashboard } from './layout';
import { budgetStats, objectives } from './objectives';
import { readsByServer, replicasConnected } from './reads';
import { commandsByPod, lagBytes, memoryRatio, primaryStat, replicasStat } from './redis-panels';
import { errorRatio, latency, requestRate } from './requests';

export function overview() {
  return buildDashboard({
    uid: 'tme1crv-overview',
    title: 'tme1crv / Overview',
    description: 'What fires, how good the API is, how Redis fares.',
    rows: [
      { title: 'Now', panels: [firing(), pods(), primaryStat(), replicasStat(), ...budgetStats(), firingTable()] },
      { title: 'Requests', panels: [requestRate('route'), errorRatio(), latency()] },
      objectives(),
      {
        title: 'Redis',
        panels: [lagBytes(), memoryRatio(), commandsByPod(), readsByServer(), replicasConnected()],
      },
    ],
  });
}

// --- internal ---

function firing() {
  return statPanel({
    title: 'Alerts firing',
    description: 'Alerts of this namespace that fire now.',
    unit: 'none',
    width: 4,
    queries: [query('count(ALERTS{namespace="$namespace",alertstate="firing"}) or vector(0)', 'firing')],
    threshold: 1,
  });
}

function pods() {
  return statPanel({
    title: 'Web app pods up',
    description: 'Pods of the web app that answer Prometheus.',
    unit: 'none',
    width: 4,
    queries: [query(`sum(up{${WEBAPP}}) or vector(0)`, 'up')],
    alert: 'WebappDown',
    threshold: 1,
    badBelow: true,
  });
}

function firingTable() {
  return tablePanel({
    title: 'What fires',
    description:
      'Alerts of this namespace, firing or waiting out their time. Each has a runbook of its name. Empty is good.',
    unit: 'none',
    width: 24,
    queries: [query('ALERTS{namespace="$namespace"}', '')],
  })
    .height(5)
    .noValue('Nothing fires.')
    .withTransformation({
      id: 'filterFieldsByName',
      options: { include: { names: ['alertname', 'alertstate', 'severity', 'pod', 'slo'] } },
    });
}
