/** Commands that must stay as they are, by who sends them. Redis' own names, in upper case. */
export const NEEDED_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'the web app': [
    'AUTH',
    'CLIENT',
    'DEL',
    'EVAL',
    'EVALSHA',
    'EXISTS',
    'GET',
    'INFO',
    'MGET',
    'SELECT',
    'SET',
    'TIME',
    'ZADD',
    'ZRANGEBYLEX',
    'ZRANGEBYSCORE',
    'ZREM',
  ],
  /** Also what the append-only file consists of: with one of them gone, Redis can't load its own. */
  'replication and the append-only file': ['EXEC', 'MULTI', 'PEXPIREAT', 'PSYNC', 'REPLCONF', 'UNLINK'],
  'the probes': ['PING'],
  'the start scripts': ['DBSIZE', 'REPLICAOF', 'SYNC'],
};

/** Who sends a command, given in any case; undefined for one that nobody needs. */
export function neededBy(command: string): string | undefined {
  const name = command.toUpperCase();
  return Object.entries(NEEDED_COMMANDS).find(([, commands]) => commands.includes(name))?.[0];
}

/**
 * What Sentinel sends to the nodes too. A failover is one transaction of SLAVEOF, CONFIG REWRITE and CLIENT KILL (sentinel.c), which Redis
 * drops whole when it doesn't know one of them; a node's own script sets its priority by CONFIG before the node gets ready.
 */
const NEEDED_BY_SENTINEL = new Set(['CONFIG', 'PUBLISH', 'SLAVEOF', 'SUBSCRIBE']);
/** By which a changed password reaches the servers that run (chart/files/redis/password.sh). */
const NEEDED_FOR_PASSWORDS = new Set(['ACL', 'CONFIG']);

export const neededBySentinel = (command: string) => NEEDED_BY_SENTINEL.has(command.toUpperCase());
export const neededForPasswords = (command: string) => NEEDED_FOR_PASSWORDS.has(command.toUpperCase());
