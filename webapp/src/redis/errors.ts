/** What went wrong with a Redis command, told by what it means for the caller. */

/**
 * - `not-sent`: there was no connection, so nothing happened
 * - `refused`: Redis replied that it won't do it (now), so nothing happened
 * - `timeout`, `lost`: no reply came; a write may or may not have happened
 * - `interrupted`: a script was refused a command half-way, so a part of the write may have happened
 * - `failed`: Redis replied with any other error
 */
export type FailureKind = 'not-sent' | 'refused' | 'timeout' | 'lost' | 'interrupted' | 'failed';

export class RedisFailure extends Error {
  override readonly name = 'RedisFailure';
  constructor(
    readonly kind: FailureKind,
    /** Redis' error code, such as `READONLY`, when it gave one. */
    readonly code: string | undefined,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** There is no connection to this node. @param refused why, when Redis refuses the connection */
export function notConnected(node: string, refused?: { code: string; message: string }): RedisFailure {
  if (refused !== undefined) return new RedisFailure('refused', refused.code, refused.message);
  return new RedisFailure('not-sent', undefined, `not connected to Redis at ${node}`);
}

// A script's error repeats the command's own: as its first word since Redis 7, further in before that. NOSCRIPT is not
// here because ioredis deals with it.
const REFUSALS =
  /\b(READONLY|OOM|MISCONF|NOREPLICAS|LOADING|MASTERDOWN|BUSY|NOAUTH|WRONGPASS|NOPERM|TRYAGAIN|CLUSTERDOWN)\b/;

// What a script gets that may not run a command: Redis 8, 7.2, 7.0 and 6.
const SCRIPT_NOT_PERMITTED = /ACL failure in script|user executing the script can't/;

/** Whether Redis says that the ACL user may not run a command or use a key. */
export function isPermissionError(message: string): boolean {
  return /\bNOPERM\b/.test(message) || SCRIPT_NOT_PERMITTED.test(message);
}

/** Gives an error that ioredis rejected with its meaning. */
export function redisFailure(error: unknown): RedisFailure {
  if (error instanceof RedisFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const cause = { cause: error };
  if (error instanceof Error && error.name === 'ReplyError') {
    if (SCRIPT_NOT_PERMITTED.test(message)) return new RedisFailure('interrupted', 'NOPERM', message, cause);
    const refusal = REFUSALS.exec(message);
    if (refusal) return new RedisFailure('refused', refusal[1], message, cause);
    return new RedisFailure('failed', /^[A-Z]+/.exec(message)?.[0], message, cause);
  }
  if (message === 'Command timed out') return new RedisFailure('timeout', undefined, message, cause);
  if (message.startsWith("Stream isn't writeable")) return new RedisFailure('not-sent', undefined, message, cause);
  return new RedisFailure('lost', undefined, message, cause);
}
