import { join } from 'node:path';
import { LOOPBACK, type Part, StopOrder } from '../part';
import type { Ports } from '../ports';

export interface WebappContext {
  repository: string;
  /** The environment that the chart gives the container. */
  chartEnv: Record<string, string>;
  ports: Ports;
  password: string;
  /** Changes with each build. */
  build: string;
}

/** The web app, with the chart's settings and the local addresses. */
export function webappPart({ repository, chartEnv, ports, password, build }: WebappContext): Part {
  const [primary, ...replicas] = ports.redis.map((port) => `redis://${LOOPBACK}:${port}`);
  return {
    name: 'webapp',
    program: process.execPath,
    args: [join('dist', 'main.js')],
    cwd: join(repository, 'webapp'),
    env: {
      ...chartEnv,
      NODE_ENV: 'production',
      HOST: LOOPBACK,
      PORT: String(ports.app),
      METRICS_PORT: String(ports.metrics),
      REDIS_URL: primary ?? '',
      REDIS_REPLICAS_URL: replicas.join(','),
      REDIS_PASSWORD: password,
      // The delay gives load balancers time to notice; there is none here.
      SHUTDOWN_DELAY_MS: '0',
    },
    files: {},
    ports: { http: ports.app, metrics: ports.metrics },
    stopOrder: StopOrder.webapp,
    version: build,
  };
}
