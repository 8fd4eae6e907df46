/** Addresses of Redis nodes as URLs: `redis://[user[:password]@]host[:port][/database]`, `rediss://` for TLS. */

/** One node, or a host name that stands for several. */
export interface RedisTarget {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
}

/** User and password for the URLs that carry none. */
export interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

const DEFAULT_PORT = 6379;

/**
 * Parses one URL.
 *
 * @throws Error whose message says what is wrong and never repeats the URL, which may hold a password
 */
export function parseRedisUrl(text: string, fallback: Credentials): RedisTarget {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw new Error('is not a URL; write redis://host:port');
  }
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    throw new Error('must start with redis:// or rediss://');
  }
  if (url.hostname === '') throw new Error('names no host; write redis://host:port');
  if (url.search !== '' || url.hash !== '') throw new Error('must not carry options after ? or #');
  const database = url.pathname.replace(/^\//, '');
  if (!/^\d{0,5}$/.test(database)) throw new Error('must end with a database number, such as /0, or with nothing');
  return {
    // An IPv6 address stands in brackets in a URL, but not in a socket's options.
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    database: Number(database || 0),
    username: decoded(url.username) || fallback.username,
    password: decoded(url.password) || fallback.password,
    tls: url.protocol === 'rediss:',
  };
}

// --- internal ---

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Error('has a user or password with a bad %-escape');
  }
}
