import { redisNames } from '../names';
import { LOOPBACK, type Part, StopOrder } from '../part';
import type { Ports } from '../ports';
import type { Topology } from '../topology';

export interface ExportersContext {
  program: string;
  topology: Topology;
  ports: Ports;
  password: string;
}

/** An exporter for each Redis and each Sentinel, as the sidecars are in the chart. */
export function exporterParts(context: ExportersContext): Part[] {
  const { exporters, redis, sentinels, sentinelExporters } = context.ports;
  const names = redisNames(context.topology);
  return [
    ...exporters.map((port, index) => exporterPart(context, `${names[index]?.short}`, port, redis[index])),
    ...sentinelExporters.map((port, index) => exporterPart(context, `sentinel-${index}`, port, sentinels[index])),
  ];
}

// --- internal ---

function exporterPart(context: ExportersContext, of: string, port: number, target: number | undefined): Part {
  return {
    name: `exporter-${of}`,
    program: context.program,
    args: [],
    env: {
      ...context.topology.exporterEnv,
      // Without redis://, as in the chart: with it, the exporter gives one reason for every failure to connect.
      REDIS_ADDR: `${LOOPBACK}:${target}`,
      REDIS_PASSWORD: context.password,
      REDIS_EXPORTER_WEB_LISTEN_ADDRESS: `${LOOPBACK}:${port}`,
    },
    files: {},
    ports: { metrics: port },
    stopOrder: StopOrder.monitoring,
  };
}
