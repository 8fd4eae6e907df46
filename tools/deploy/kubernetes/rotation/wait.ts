/** Waits within a rotation. */
import type { Context } from '../../context';
import { StackError } from '../../errors';
import { milliseconds } from '../../options';
import { waitFor } from '../../wait';
import { AGAIN } from './secret';

/**
 * Asks once a second until nothing is missing any more.
 * @param what is awaited, as it reads in the error
 * @param probe says what is missing; '' when nothing is
 * @throws StackError with what is missing after the time that a wait may take, and that the same command goes on
 */
export async function untilDone(context: Context, what: string, probe: () => Promise<string>): Promise<void> {
  const { options, signal } = context;
  const wait = { what, timeoutMs: milliseconds(options.timeout), intervalMs: 1000, signal };
  await waitFor(probe, wait).catch((error: unknown) => {
    if (!(error instanceof StackError) || error.hint !== '') throw error;
    throw new StackError(error.message, AGAIN);
  });
}
