/**
 * The start of a connection: it is used only once Redis has shown that it lets the app do all that the app needs.
 *
 * Everything is tried in a way that changes no data: reads of a key that can't exist, and writes that do nothing because of it.
 */
import { hash } from 'node:crypto';
import type { Role } from '../metrics/redis-metrics';
import { DATABASE_COMMAND, NEEDED_COMMANDS } from './commands';
import { redisFailure } from './errors';
import { clusterRefusal, commandRefusal, databaseRefusal, loginRefusal, type Refusal } from './refusal';
import { parseReplicationInfo, type ReplicationInfo } from './replication-info';
import { type Client, EXPIRY_KEY, INDEX_KEY, itemKey } from './scripts';

export interface Start {
  /** What the node said about itself; undefined when only INFO is refused. */
  readonly info: ReplicationInfo | undefined;
  /** Set when only INFO is refused: reads are possible then, and nothing else. */
  readonly refusal: Refusal | undefined;
}

/**
 * Selects the database and tries every command that the app sends to such a node.
 *
 * @throws Refusal when Redis refuses any of it but INFO; any other error when the connection is no good now, such as
 * while Redis loads its data
 */
export async function startConnection(client: Client, role: Role, database: number): Promise<Start> {
  // In this order: after a failed SELECT, or in cluster mode, no further command may go out.
  const info = await describeNode(client, database);
  const attempts = role === 'primary' ? [...readAttempts(client), ...writeAttempts(client)] : readAttempts(client);
  const failed = (await Promise.all(attempts)).flat();
  const refusal = refusalIn(failed);
  if (refusal !== undefined) throw refusal;
  const busy = failed.find(({ error }) => NOT_YET.test(error.message));
  if (busy !== undefined) throw busy.error;
  return info;
}

// --- internal ---

interface Failed {
  readonly command: string;
  readonly error: Error;
}

/** An id can't have these characters. */
const NO_ITEM = itemKey('(no item)');
/** Redis can't serve yet, and says so to every command. */
const NOT_YET = /^(?:LOADING|BUSY)\b/;
/** What a node in cluster mode says to commands with several keys, or with keys that another node has. */
const CLUSTER_ERRORS = /^(?:CROSSSLOT|MOVED|ASK|CLUSTERDOWN)\b/;

async function describeNode(client: Client, database: number): Promise<Start> {
  // Not by its own method: ioredis would send it again with each new connection, before anybody looks at the reply.
  const select = () => client.call(DATABASE_COMMAND.toUpperCase(), database);
  const selecting = database === 0 ? Promise.resolve([]) : attempt(DATABASE_COMMAND, select);
  let reply = '';
  const replication = attempt('info', async () => {
    reply = await client.info('replication');
  });
  let cluster = '';
  const mode = attempt('info', async () => {
    cluster = await client.info('cluster');
  });
  const [selected, asked] = await Promise.all([selecting, replication, mode]);
  const failed = [...selected, ...asked];
  const login = failed.map(({ error }) => loginRefusal(error)).find((each) => each !== undefined);
  if (login !== undefined) throw login;
  if (/^cluster_enabled:1/m.test(cluster)) throw clusterRefusal();
  const [noDatabase] = selected;
  if (noDatabase !== undefined) throw commandRefusal(selected) ?? databaseRefusal(database, noDatabase.error);
  const [noInfo] = asked;
  if (noInfo === undefined) return { info: parseReplicationInfo(reply), refusal: undefined };
  const refusal = commandRefusal(asked);
  if (refusal === undefined) throw noInfo.error;
  return { info: undefined, refusal };
}

function refusalIn(failed: readonly Failed[]): Refusal | undefined {
  if (failed.some(({ error }) => CLUSTER_ERRORS.test(error.message))) return clusterRefusal();
  return commandRefusal(failed);
}

/** Sends a command. @returns the error that Redis replied, in a list @throws when no reply came */
async function attempt(command: string, send: () => Promise<unknown>): Promise<Failed[]> {
  try {
    await send();
    return [];
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return [{ command, error }];
    throw redisFailure(error);
  }
}

function readAttempts(client: Client): Promise<Failed[]>[] {
  return [
    attempt('mget', () => client.mget(NO_ITEM)),
    attempt('zrangebylex', () => client.zrangebylex(INDEX_KEY, '-', '(', 'LIMIT', 0, 1)),
  ];
}

function writeAttempts(client: Client): Promise<Failed[]>[] {
  const keys = [NO_ITEM, INDEX_KEY, EXPIRY_KEY];
  return [
    attempt('zrangebyscore', () => client.zrangebyscore(EXPIRY_KEY, '-inf', '(-inf', 'LIMIT', 0, 1)),
    tryScript(client, keys),
    // Behind EVAL, which has loaded the script.
    attempt('evalsha', () => client.evalsha(SCRIPT_SUM, keys.length, ...keys)).then((failed) =>
      failed.filter(({ error }) => !error.message.startsWith('NOSCRIPT')),
    ),
  ];
}

/** What a script may do, Redis tells only within a script. */
async function tryScript(client: Client, keys: readonly string[]): Promise<Failed[]> {
  let errors: [command: string, message: string][] = [];
  const failed = await attempt('eval', async () => {
    errors = (await client.eval(SCRIPT, keys.length, ...keys)) as typeof errors;
  });
  return [...failed, ...errors.map(([command, message]) => ({ command, error: new Error(message) }))];
}

// Each does nothing: there is no such item, and no id is empty.
const WRITES_NOTHING: Record<string, string> = {
  get: 'KEYS[1]',
  exists: 'KEYS[1]',
  set: "KEYS[1], '', 'XX'",
  del: 'KEYS[1]',
  zadd: "KEYS[3], 'XX', 0, ''",
  zrem: "KEYS[2], ''",
  time: '',
};

const SCRIPT = `local errors = {}
local function try(command, ...)
  local reply = redis.pcall(command, ...)
  if type(reply) == 'table' and reply.err then table.insert(errors, { command, reply.err }) end
end
${NEEDED_COMMANDS.filter(({ place }) => place === 'primary, in scripts')
  .map(({ name }) => `try(${[`'${name}'`, WRITES_NOTHING[name]].filter(Boolean).join(', ')})`)
  .join('\n')}
return errors`;
const SCRIPT_SUM = hash('sha1', SCRIPT);
