/** The web app in depth: requests, reads, its Redis, its processes. */
import { buildDashboard } from './layout';
import {
  commandLatency,
  commandRate,
  lagBytesSeenByWebapp,
  lagSeconds,
  readsByReason,
  readsByServer,
  replicasConnected,
} from './reads';
import { errorRatio, latency, latencyByRoute, requestRate } from './requests';
import { runtimePanels } from './runtime';

export function webapp() {
  return buildDashboard({
    uid: 'tme1crv-webapp',
    title: 'tme1crv / Web app',
    description: 'Requests by route, where reads come from, the Redis connections and the processes.',
    rows: [
      {
        title: 'Requests',
        panels: [requestRate('route'), requestRate('status'), errorRatio(), latency(), latencyByRoute()],
      },
      {
        title: 'Reads and Redis',
        panels: [
          readsByServer(),
          readsByReason(),
          replicasConnected(),
          commandRate(),
          commandLatency(),
          lagSeconds(),
          lagBytesSeenByWebapp(),
        ],
      },
      { title: 'Processes', panels: runtimePanels() },
    ],
  });
}
