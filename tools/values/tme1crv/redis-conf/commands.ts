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
