/** Redis refuses the app: what it refuses, and the way out. Trying again is of no use until somebody changes something. */
import { KEY_PATTERNS } from './commands';
import { isPermissionError, redisFailure } from './errors';

/**
 * - `WRONGPASS`, `NOAUTH`: user or password
 * - `NOPERM`: a command or key that the ACL user may not use
 * - `COMMAND`: a command that this Redis doesn't have, since it was renamed or is switched off
 * - `DATABASE`: the database number of the URL doesn't exist
 * - `CLUSTER`: Redis is in cluster mode
 */
export type RefusalCode = 'WRONGPASS' | 'NOAUTH' | 'NOPERM' | 'COMMAND' | 'DATABASE' | 'CLUSTER';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly code: RefusalCode,
    /** What was refused. It holds no password. */
    message: string,
    /** What to change, for people. */
    readonly wayOut: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** @returns undefined when the error says something else, such as that Redis can't be reached */
export function loginRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const { code, message } = redisFailure(error);
  if (code !== 'WRONGPASS' && code !== 'NOAUTH') return undefined;
  return new Refusal(code, message, LOGIN[code], { cause: error });
}

/** @param failed the commands that were tried and gave this kind of error, with it */
export function commandRefusal(failed: readonly { command: string; error: Error }[]): Refusal | undefined {
  const forbidden = failed.filter(({ error }) => isPermissionError(error.message));
  if (forbidden.length > 0) return notPermitted(forbidden);
  const unknown = failed.filter(({ error }) => /\bunknown (?:redis )?command/i.test(error.message)).map(nameOf);
  if (unknown.length === 0) return undefined;
  const names = unknown.join(', ');
  const wayOut = `Do not rename or disable ${names} in this Redis; the web app's README lists the commands it needs.`;
  return new Refusal('COMMAND', `this Redis has no ${names}`, wayOut);
}

export function databaseRefusal(database: number, error: Error): Refusal {
  const wayOut = `Use a number below this Redis' "databases" setting at the end of the URL, such as /0, or raise that setting.`;
  return new Refusal('DATABASE', `database ${database}: ${error.message}`, wayOut, { cause: error });
}

export function clusterRefusal(): Refusal {
  const wayOut = 'Use a Redis without cluster mode (cluster-enabled no), with replicas or with Sentinel.';
  return new Refusal('CLUSTER', 'this Redis is in cluster mode, which the web app does not support', wayOut);
}

// --- internal ---

const LOGIN = {
  WRONGPASS:
    'Set REDIS_USERNAME, and REDIS_PASSWORD or the content of REDIS_PASSWORD_FILE, to what Redis has. The file is followed; variables are read at the start alone.',
  NOAUTH:
    'This Redis asks for a password: set REDIS_PASSWORD_FILE or REDIS_PASSWORD, and REDIS_USERNAME for an ACL user.',
} as const;

function notPermitted(failed: readonly { command: string; error: Error }[]): Refusal {
  const names = failed.map(nameOf);
  const keys = failed.some(({ error }) => /\bkeys?\b/i.test(error.message));
  const rules = names.map((name) => `+${name.toLowerCase()}`);
  if (keys) rules.push(...KEY_PATTERNS.map((pattern) => `~${pattern}`));
  const message = `NOPERM for ${names.join(', ')}: ${failed[0]?.error.message}`;
  const wayOut = `Allow the app's ACL user: ${rules.join(' ')}. The web app's README lists all that it needs.`;
  return new Refusal('NOPERM', message, wayOut);
}

function nameOf({ command }: { command: string }): string {
  return command.toUpperCase();
}
