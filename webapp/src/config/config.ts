/** The app's configuration: every setting typed and in its place. Units are in the names. */
import { getHeapStatistics } from 'node:v8';
import { type Tokens, tokensFile } from '../auth/tokens';
import type { Environment } from '../generated/environment';
import { ContainerMemory } from '../memory/container';
import { type MemoryShares, maxBodyBytes, memoryShares } from '../memory/shares';
import { readCaFile } from './ca-file';
import { ConfigError, readEnvironment } from './environment';
import type { FollowedFile } from './followed-file';
import { passwordFile } from './password-file';
import { type Credentials, parseRedisUrl, type RedisTarget } from './redis-url';
import { type HostAndPort, parseSentinels } from './sentinels';

export interface SentinelConfig {
  readonly nodes: readonly HostAndPort[];
  /** Name of the set of a primary and its replicas. */
  readonly masterSet: string;
}

export interface RedisConfig {
  /** With Sentinel, host and port come from there. */
  readonly primary: RedisTarget;
  readonly sentinel: SentinelConfig | undefined;
  /** Password for every target that has none of its own, as it is now. */
  readonly passwordFile: FollowedFile<string> | undefined;
  /** Certificates in PEM form to trust instead of the system's. */
  readonly tlsCa: readonly string[] | undefined;
  /** One target whose host is resolved to all its addresses, or several that stand for one replica each; none: ask Sentinel. */
  readonly replicas: readonly RedisTarget[];
  readonly connectTimeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly discoveryIntervalMs: number;
  readonly pollIntervalMs: number;
  /** 0: no limit. */
  readonly maxLagBytes: number;
  /** 0: no limit. */
  readonly maxLagSeconds: number;
}

export interface LimitsConfig {
  readonly bodyBytes: number;
  readonly urlBytes: number;
  readonly batchItems: number;
  readonly concurrentRequests: number;
  /** What requests and responses may hold in memory together, as `memory/shares.ts` counts it. */
  readonly bytesInFlight: number;
  readonly connections: number;
  readonly requestTimeoutMs: number;
}

/** The page for browsers, and what it links to. */
export interface PageConfig {
  readonly docsUrl: string | undefined;
  readonly grafanaUrl: string | undefined;
}

export interface Config {
  readonly host: string | undefined;
  readonly port: number;
  /** Undefined: `/metrics` is served on `port`. */
  readonly metricsPort: number | undefined;
  readonly logLevel: string;
  readonly redis: RedisConfig;
  readonly limits: LimitsConfig;
  readonly memory: ContainerMemory;
  /** Who may read and write; undefined: everybody. */
  readonly tokens: FollowedFile<Tokens> | undefined;
  /** Undefined: browsers get JSON like everybody. */
  readonly page: PageConfig | undefined;
  readonly shutdown: { readonly delayMs: number; readonly timeoutMs: number };
}

/**
 * Reads and checks the configuration.
 *
 * @param source usually `process.env`
 * @throws ConfigError with one line for each problem
 */
export function loadConfig(source: NodeJS.ProcessEnv): Config {
  const { env, problems: byName } = readEnvironment(source);
  const problems = [...byName.values()];
  const credentials: Credentials = { username: env.REDIS_USERNAME, password: env.REDIS_PASSWORD };
  const targetsOf = (name: UrlName) => (byName.has(name) ? [] : targets(env, name, credentials, problems));
  const primary = targetsOf('REDIS_URL');
  const sentinel = sentinelOf(env, problems);
  const replicas = env.REDIS_REPLICAS_URL ? targetsOf('REDIS_REPLICAS_URL') : sentinel ? [] : primary;
  if (primary.length > 1) problems.push('REDIS_URL: there is one primary, so it takes one URL, not a list');
  if (env.METRICS_PORT !== undefined && env.METRICS_PORT === env.PORT && env.PORT !== 0) {
    problems.push('METRICS_PORT: must differ from PORT; unset it to serve /metrics on PORT');
  }
  const tlsCa = authorities(env, [...primary, ...replicas], problems);
  const tokens = followed(env, 'AUTH_TOKENS_FILE', tokensFile, problems);
  const password = followed(env, 'REDIS_PASSWORD_FILE', passwordFile, problems);
  if (env.REDIS_PASSWORD_FILE !== undefined && env.REDIS_PASSWORD !== undefined) {
    problems.push('REDIS_PASSWORD_FILE: REDIS_PASSWORD is set too, and only one of them can hold; unset the other');
  }
  const memory = ContainerMemory.find(env.MEMORY_LIMIT_BYTES);
  const shares = memoryShares(memory.limitBytes, getHeapStatistics().heap_size_limit);
  if (env.MAX_BODY_BYTES > maxBodyBytes(shares)) problems.push(bodyProblem(memory.limitBytes, shares));
  const [first] = primary;
  if (first === undefined || problems.length > 0) throw new ConfigError(problems);
  return {
    host: env.HOST,
    port: env.PORT,
    metricsPort: env.METRICS_PORT,
    logLevel: env.LOG_LEVEL,
    redis: {
      primary: first,
      sentinel,
      replicas,
      passwordFile: password,
      tlsCa,
      connectTimeoutMs: env.REDIS_CONNECT_TIMEOUT_MS,
      commandTimeoutMs: env.REDIS_COMMAND_TIMEOUT_MS,
      discoveryIntervalMs: env.REPLICA_DISCOVERY_INTERVAL_MS,
      pollIntervalMs: env.REPLICA_POLL_INTERVAL_MS,
      maxLagBytes: env.REPLICA_MAX_LAG_BYTES,
      maxLagSeconds: env.REPLICA_MAX_LAG_SECONDS,
    },
    limits: {
      bodyBytes: env.MAX_BODY_BYTES,
      urlBytes: env.MAX_URL_BYTES,
      batchItems: env.MAX_BATCH_ITEMS,
      concurrentRequests: env.MAX_CONCURRENT_REQUESTS,
      bytesInFlight: shares.inFlightBytes,
      connections: shares.connections,
      requestTimeoutMs: env.REQUEST_TIMEOUT_MS,
    },
    memory,
    tokens,
    page: env.PAGE === 'on' ? { docsUrl: env.PAGE_DOCS_URL, grafanaUrl: env.PAGE_GRAFANA_URL } : undefined,
    shutdown: { delayMs: env.SHUTDOWN_DELAY_MS, timeoutMs: env.SHUTDOWN_TIMEOUT_MS },
  };
}

// --- internal ---

function bodyProblem(limitBytes: number, shares: MemoryShares): string {
  const maxBytes = maxBodyBytes(shares);
  return `MAX_BODY_BYTES: with a memory limit of ${limitBytes} bytes a body may have ${maxBytes}; raise the limit, or lower this`;
}

/** The variables that hold paths of files that are followed. */
type FileName = 'AUTH_TOKENS_FILE' | 'REDIS_PASSWORD_FILE';

function followed<T>(
  env: Environment,
  name: FileName,
  open: (path: string) => FollowedFile<T>,
  problems: string[],
): FollowedFile<T> | undefined {
  const path = env[name];
  if (path === undefined) return undefined;
  try {
    return open(path);
  } catch (error) {
    problems.push(`${name}: ${(error as Error).message}`);
    return undefined;
  }
}

function sentinelOf(env: Environment, problems: string[]): SentinelConfig | undefined {
  const list = env.REDIS_SENTINELS;
  const masterSet = env.REDIS_MASTER_SET;
  if (list === undefined || masterSet === undefined) return undefined;
  try {
    return { nodes: parseSentinels(list), masterSet };
  } catch (error) {
    problems.push(`REDIS_SENTINELS: ${(error as Error).message}; write host:port, separated by commas`);
    return undefined;
  }
}

/** The variables that hold URLs of Redis. */
type UrlName = 'REDIS_URL' | 'REDIS_REPLICAS_URL';

function targets(env: Environment, name: UrlName, credentials: Credentials, problems: string[]): RedisTarget[] {
  const found: RedisTarget[] = [];
  for (const part of String(env[name]).split(',')) {
    try {
      found.push(parseRedisUrl(part, credentials));
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
    }
  }
  return found;
}

function authorities(env: Environment, all: readonly RedisTarget[], problems: string[]): string[] | undefined {
  const path = env.REDIS_TLS_CA_FILE;
  if (path === undefined) return undefined;
  if (all.length > 0 && !all.some((target) => target.tls)) {
    problems.push('REDIS_TLS_CA_FILE: no URL uses TLS; write rediss:// in REDIS_URL, or unset it');
  }
  try {
    return readCaFile(path);
  } catch (error) {
    problems.push(`REDIS_TLS_CA_FILE: ${(error as Error).message}`);
    return undefined;
  }
}
