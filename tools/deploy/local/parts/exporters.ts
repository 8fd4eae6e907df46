import { LOOPBACK, type Part, StopOrder } from '../part';
import type { Topology } from '../topology';

export interface ExportersContext {
  program: string;
  topology: Topology;
  ports: number[];
  redisPorts: number[];
  password: string;
}

/** An exporter for each Redis node, as the sidecar is in the chart. */
export function exporterParts(context: ExportersContext): Part[] {
  return context.ports.map((port, index) => ({
    name: index === 0 ? 'exporter-primary' : `exporter-replica-${index - 1}`,
    program: context.program,
    args: [],
    env: {
      ...context.topology.exporterEnv,
      // Without redis://, as in the chart: with it, the exporter gives one reason for every failure to connect.
      REDIS_ADDR: `${LOOPBACK}:${context.redisPorts[index]}`,
      REDIS_PASSWORD: context.password,
      REDIS_EXPORTER_WEB_LISTEN_ADDRESS: `${LOOPBACK}:${port}`,
    },
    files: {},
    ports: { metrics: port },
    stopOrder: StopOrder.monitoring,
  }));
}
