/** With which password a connection logs in: the target's own, or what the password file holds at that time. */
import type { Redis } from 'ioredis';
import type { RedisConfig } from '../config/config';
import type { RedisTarget } from '../config/redis-url';
import { loginRefusal } from './refusal';

type PasswordConfig = Pick<RedisConfig, 'passwordFile'>;

/** The password now; undefined where none is set. */
export function passwordOf(target: RedisTarget, { passwordFile }: PasswordConfig): string | undefined {
  return target.password ?? passwordFile?.value;
}

/**
 * Gives a client what the password file holds, until the client is closed. It logs in with that at its next connection; the one
 * that is there goes on, as Redis asks for a password only once. When Redis refuses the password, the file is read anew at once, so that the
 * next attempt brings what is there by then.
 */
export function followPassword(client: Redis, target: RedisTarget, { passwordFile }: PasswordConfig): void {
  if (passwordFile === undefined || target.password !== undefined) return;
  const end = passwordFile.observe({
    onChange() {
      // ioredis reads its options at each new connection.
      client.options.password = passwordFile.value;
    },
  });
  client.on('error', (error) => {
    if (loginRefusal(error) !== undefined) passwordFile.refresh();
  });
  client.once('end', end);
}
