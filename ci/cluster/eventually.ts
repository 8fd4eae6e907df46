/** Waiting in a cluster, where a question may fail at any time and is asked again. */
import { describeError, StackError } from '../../tools/deploy/errors';
import { type WaitOptions, waitFor } from '../../tools/deploy/wait';

/**
 * As {@link waitFor}, but a kubectl that fails only means "not yet": the pod that was asked may just be gone.
 * @throws StackError after `timeoutMs`, with what was missing last
 */
export function eventually(probe: () => Promise<boolean | string>, options: WaitOptions): Promise<void> {
  const patient = async () => {
    try {
      return await probe();
    } catch (error) {
      if (error instanceof StackError) return describeError(error);
      throw error;
    }
  };
  return waitFor(patient, { intervalMs: 500, ...options });
}
