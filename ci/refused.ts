/** What a user is refused, and told why. */
import assert from 'node:assert/strict';
import { describeError, StackError } from '../tools/deploy/errors';

/**
 * Expects a failure that tells the user this.
 * @returns all that it tells
 * @throws AssertionError when it succeeds, or fails otherwise
 */
export async function refused(work: Promise<unknown>, says: string | RegExp): Promise<string> {
  let told = '';
  await assert.rejects(work, (error) => {
    told = describeError(error);
    if (error instanceof StackError && (typeof says === 'string' ? told.includes(says) : says.test(told))) return true;
    throw new assert.AssertionError({ message: `it failed, but says\n${told}`, expected: says });
  });
  return told;
}
