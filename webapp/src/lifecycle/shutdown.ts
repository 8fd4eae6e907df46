/**
 * Orderly shutdown, in a fixed order: not ready, but still serving, until load balancers have noticed → no new connections
 * → requests in flight finish → Redis closes. Redis goes last because those requests need it.
 */
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { RedisStore } from '../redis/redis-store';
import type { Lifecycle } from './lifecycle';

export interface Running {
  readonly server: Server;
  /** Stays up until the end, so that the shutdown can be watched. */
  readonly metricsServer: Server | undefined;
  readonly store: RedisStore;
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
}

/**
 * @param delayMs how long to go on serving
 * @param timeoutMs how long requests in flight may then take
 * @param forceSignal ends the delay when aborted, for a second signal
 */
export async function shutDown(
  { server, metricsServer, store, lifecycle, log }: Running,
  delayMs: number,
  timeoutMs: number,
  forceSignal?: AbortSignal,
): Promise<void> {
  lifecycle.stopping = true;
  log.info({ delayMs }, 'shutting down: not ready any more, still serving');
  await sleep(delayMs, undefined, forceSignal ? { signal: forceSignal } : {}).catch(() => {});
  await drain(server, timeoutMs, log);
  if (metricsServer) await drain(metricsServer, 0, log);
  await store.close();
  log.info('shut down');
}

// --- internal ---

async function drain(server: Server, timeoutMs: number, log: Logger): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    if (timeoutMs > 0) log.warn({ timeoutMs }, 'requests still in flight are cut');
    server.closeAllConnections();
  }, timeoutMs);
  await closed;
  clearTimeout(timer);
}
