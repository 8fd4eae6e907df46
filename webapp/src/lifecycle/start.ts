/** Puts the whole service together and starts it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { register } from 'prom-client';
import type { Config } from '../config/config';
import { createApps } from '../http/app';
import { limitConnections } from '../http/connections';
import { createHttpServer, listen } from '../http/server';
import { MemoryGuard } from '../memory/guard';
import { buildInfo } from '../metrics/build-info';
import { redisMetrics } from '../metrics/redis-metrics';
import type { Lookup } from '../redis/discovery';
import { RedisStore } from '../redis/redis-store';
import { followFiles } from './followed-files';
import { Lifecycle } from './lifecycle';
import { shutDown } from './shutdown';

export interface Service {
  readonly port: number;
  /** The port of its own that serves `/metrics`, if there is one. */
  readonly metricsPort: number | undefined;
  /** Shuts down in order. @param forceSignal ends the delay at once when aborted */
  stop(forceSignal?: AbortSignal): Promise<void>;
}

/** One reply of Redis, and with it a page, has about this share of the bytes that may be in flight at most. */
const MAX_REPLY_SHARE = 1 / 16;

/**
 * Starts the service. It listens before Redis replies, so that probes can say what is missing.
 *
 * @param resolve looks host names up; the system's resolver unless told otherwise
 * @throws Error when a port can't be taken
 */
export async function start(config: Config, log: Logger, resolve?: Lookup): Promise<Service> {
  // The registry belongs to the process; a service that is started anew in it begins with no metrics.
  register.clear();
  const lifecycle = new Lifecycle();
  const version = packageVersion();
  const ownMetricsPort = config.metricsPort !== undefined;
  const { limits } = config;
  const guard = new MemoryGuard(config.memory);
  const values = { maxBytes: limits.bodyBytes, maxReplyBytes: MAX_REPLY_SHARE * limits.bytesInFlight };
  const metrics = redisMetrics(config.redis.sentinel !== undefined);
  const store = new RedisStore(config.redis, values, metrics, log, resolve);
  const context = { store, limits, lifecycle, version, memory: guard, tokens: config.tokens, page: config.page };
  const { app, metricsApp, authentication } = createApps(context, log, ownMetricsPort);
  buildInfo(version);
  // No command is sent after the request's time.
  const maxResponseMs = config.limits.requestTimeoutMs + config.redis.commandTimeoutMs;
  const server = createHttpServer(app, config.limits, maxResponseMs, authentication?.allows);
  const metricsServer = metricsApp && createHttpServer(metricsApp, config.limits, maxResponseMs);
  limitConnections(server, limits.connections);
  const files = followFiles(config, log);
  store.start();
  guard.start();
  const closeOwn = () => {
    guard.close();
    files.close();
  };
  try {
    const port = await listen(server, config.port, config.host);
    const metricsPort = metricsServer && (await listen(metricsServer, config.metricsPort ?? 0, config.host));
    const { bytesInFlight, connections } = limits;
    const memoryLimitBytes = config.memory.limitBytes;
    log.info({ version, port, metricsPort, memoryLimitBytes, bytesInFlight, connections }, 'listening');
    const { delayMs, timeoutMs } = config.shutdown;
    const running = { server, metricsServer, store, lifecycle, log };
    return {
      port,
      metricsPort,
      stop: (forceSignal) => shutDown(running, delayMs, timeoutMs, forceSignal).finally(closeOwn),
    };
  } catch (error) {
    server.close();
    closeOwn();
    await store.close();
    throw error;
  }
}

// --- internal ---

// src/lifecycle and dist/lifecycle are equally deep.
function packageVersion(): string {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
