/**
 * Every Redis command that the app needs, and so what its ACL user must be allowed.
 *
 * The start of a connection tries them (`connection-start.ts`), the README's table is made from them, and a test refuses each of
 * them in turn. A command that is missing here fails the test that runs the whole app as a user who may do nothing else.
 */

/** Where the app sends a command: in a script, Redis checks the permission for it all the same. */
export type CommandPlace = 'every node' | 'primary' | 'primary, in scripts';

export interface NeededCommand {
  /** As an ACL rule names it. */
  readonly name: string;
  readonly place: CommandPlace;
  /** What the app uses it for. */
  readonly use: string;
}

export const NEEDED_COMMANDS: readonly NeededCommand[] = [
  { name: 'info', place: 'every node', use: 'role, replication history, offset; whether Redis is in cluster mode' },
  { name: 'mget', place: 'every node', use: 'reads of items' },
  { name: 'zrangebylex', place: 'every node', use: 'pages' },
  { name: 'zrangebyscore', place: 'primary', use: 'finds the ids of expired items' },
  { name: 'evalsha', place: 'primary', use: 'writes: each runs a script' },
  { name: 'eval', place: 'primary', use: 'the first run of a script that Redis does not hold yet' },
  { name: 'get', place: 'primary, in scripts', use: 'conditional writes' },
  { name: 'set', place: 'primary, in scripts', use: 'writes an item' },
  { name: 'del', place: 'primary, in scripts', use: 'removes an item' },
  { name: 'exists', place: 'primary, in scripts', use: 'tells a new item from a replaced one' },
  { name: 'zadd', place: 'primary, in scripts', use: 'keeps the index of ids and the expiries' },
  { name: 'zrem', place: 'primary, in scripts', use: 'keeps the index of ids and the expiries' },
  { name: 'time', place: 'primary, in scripts', use: 'the time at which an item expires' },
];

/** Needed besides when the URL names a database other than 0. */
export const DATABASE_COMMAND = 'select';

/** Sent too, to name the connection in CLIENT LIST; the app does without when it is refused. */
export const OPTIONAL_COMMAND = 'client|setname';

/** The keys that the app uses, as an ACL rule names them. */
export const KEY_PATTERNS = ['item:*', 'items', 'items:expiry'] as const;

/** The rules that allow an ACL user exactly what the app needs, in database 0. */
export function aclRules(): string {
  const keys = KEY_PATTERNS.map((pattern) => `~${pattern}`);
  const commands = [...NEEDED_COMMANDS.map(({ name }) => name), OPTIONAL_COMMAND].map((name) => `+${name}`);
  return ['resetkeys', ...keys, '-@all', ...commands].join(' ');
}
