/** The web app in depth: requests, reads, its Redis, its processes. */
import { buildDashboard } from './layout';
import {
  commandLatency,
  commandRate,
  lagBytesSeenByWebapp,
  lagSeconds,
  primaryConnected,
  readsByReason,
  readsByServer,
  readsWithToken,
  replicasConnected,
} from './reads';
import { errorRatio, errorsByRoute, latency, latencyByRoute, requestRate } from './requests';
import { runtimePanels } from './runtime';

export function webapp() {
  return buildDashboard({
    uid: 'tme1crv-webapp',
    title: 'tme1crv / Web app',
    description: 'Requests by route, where reads come from, the Redis connections and the processes.',
    rows: [
      {
        title: 'Requests',
        panels: [
          requestRate('route'),
          requestRate('status'),
          errorRatio(),
          latency(),
          latencyByRoute(),
          errorsByRoute(),
        ],
      },
      {
        title: 'Reads and Redis',
        panels: [
          readsByServer(),
          readsByReason(),
          readsWithToken(),
          primaryConnected(),
          replicasConnected(),
          commandRate(),
          lagSeconds(),
          commandLatency(),
          lagBytesSeenByWebapp(),
        ],
      },
      { title: 'Processes', panels: runtimePanels() },
    ],
  });
}
