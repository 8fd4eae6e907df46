import { join } from 'node:path';
import { LOOPBACK, type Part, StopOrder } from '../part';
import type { Ports } from '../ports';

export interface WebappContext {
  repository: string;
  /** The environment that the chart gives the container. */
  chartEnv: Record<string, string>;
  ports: Ports;
  /** Holds Redis' password. */
  passwordFile: string;
  /** Holds the tokens that stand for those of the Secret that the values name. */
  tokensFile: string;
  /** Changes with each build. */
  build: string;
}

/** The web app, with the chart's settings and the local addresses. */
export function webappPart({ repository, chartEnv, ports, passwordFile, tokensFile, build }: WebappContext): Part {
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
      ...redisAddresses(ports),
      REDIS_PASSWORD: '',
      REDIS_PASSWORD_FILE: passwordFile,
      ...(needsToken(chartEnv) ? { AUTH_TOKENS_FILE: tokensFile } : {}),
      // The delay gives load balancers time to notice; there is none here.
      SHUTDOWN_DELAY_MS: '0',
    },
    files: {},
    ports: { http: ports.app, metrics: ports.metrics },
    stopOrder: StopOrder.webapp,
    version: build,
  };
}

/** Whether the values ask for tokens. */
export function needsToken(chartEnv: Record<string, string>): boolean {
  return chartEnv['AUTH_TOKENS_FILE'] !== undefined;
}

// --- internal ---

function redisAddresses({ redis, sentinels }: Ports): Record<string, string> {
  const [first = '', ...others] = redis.map((port) => `redis://${LOOPBACK}:${port}`);
  if (sentinels.length === 0) return { REDIS_URL: first, REDIS_REPLICAS_URL: others.join(',') };
  // The Sentinels say who leads and who follows; of the URL the web app takes no address then.
  return { REDIS_URL: first, REDIS_SENTINELS: sentinels.map((port) => `${LOOPBACK}:${port}`).join(',') };
}
