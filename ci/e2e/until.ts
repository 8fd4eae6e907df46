/** Checks that come true by themselves. */
import { AssertionError } from 'node:assert';
import { setTimeout as delay } from 'node:timers/promises';
import { describeError, StackError } from '../../tools/deploy/errors';

/**
 * Repeats a check once a second until it throws no more.
 * @throws what it threw last, after so many seconds; anything but a failed assertion or command at once
 */
export async function until<T>(seconds: number, check: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof AssertionError || error instanceof StackError)) throw error;
      if (Date.now() >= deadline) throw new StackError(`still not so after ${seconds} s: ${describeError(error)}`);
    }
    await delay(1000);
  }
}
