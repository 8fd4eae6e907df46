/** How ioredis is set up, and why. */
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions as TlsOptions } from 'node:tls';
import type { RedisOptions } from 'ioredis';
import type { RedisConfig } from '../config/config';
import type { RedisTarget } from '../config/redis-url';
import { retryDelayMs } from './connection-attempts';
import { passwordOf } from './password';

/** ioredis' constructor picks its overload by `replyMapping`, which only matters with RESP3. */
export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

/**
 * Options for one connection.
 *
 * @param address where to connect when the host name stands for several nodes; TLS still checks the name
 */
export function connectionOptions(
  target: RedisTarget,
  address: string | undefined,
  config: RedisConfig,
): ConnectionOptions {
  const password = passwordOf(target, config);
  return {
    host: address ?? target.host,
    port: target.port,
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(password === undefined ? {} : { password }),
    ...(target.tls ? { tls: tlsOptions(target.host, config.tlsCa) } : {}),
    connectionName: 'webapp',
    // The name is enough; each further command would need a further permission.
    disableClientInfo: true,
    // Nothing here needs RESP3's types, and every proxy and managed Redis speaks RESP2.
    protocol: 2,
    connectTimeout: config.connectTimeoutMs,
    commandTimeout: config.commandTimeoutMs,
    // Timing commands out alone would pile them up in a connection to a hung Redis; this cuts it.
    socketTimeout: config.commandTimeoutMs,
    disconnectTimeout: config.connectTimeoutMs,
    // A command fails at once when there is no connection, and when its connection breaks: the caller knows better
    // where to send it instead, and whether it may be sent twice.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => retryDelayMs(attempt),
    // The start of a connection (connection-start.ts) does both: ioredis goes on in database 0 when a SELECT fails, and
    // checks nothing when INFO is refused.
    db: 0,
    enableReadyCheck: false,
  };
}

/** How TLS checks a node: by the configured authorities, and for the host by which the node is known. */
export function tlsOptions(host: string, ca: readonly string[] | undefined): TlsOptions {
  return {
    // The certificate must be for the configured host, also when the connection goes to one of its addresses.
    checkServerIdentity: (_connectedTo, certificate) => checkServerIdentity(host, certificate),
    // TLS has no server names that are addresses.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca: [...ca] }),
  };
}
