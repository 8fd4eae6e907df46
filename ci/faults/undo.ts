/** What has to be undone, however a run ends. */
import { describeError } from '../../tools/deploy/errors';

export interface Undo {
  what: string;
  undo: () => Promise<void>;
}

/** The cluster is not as it was: nothing further may run. */
export class NotHealedError extends Error {
  override name = 'NotHealedError';
}

/**
 * Undoes everything, the last first; one that fails doesn't keep the others from being tried.
 * @throws NotHealedError naming what could not be undone
 */
export async function undoAll(undos: readonly Undo[], say: (line: string) => void): Promise<void> {
  const failed: string[] = [];
  for (const { what, undo } of [...undos].reverse()) {
    try {
      await undo();
    } catch (error) {
      failed.push(what);
      say(`NOT UNDONE: ${what}: ${describeError(error)}`);
    }
  }
  if (failed.length > 0) throw new NotHealedError(`could not ${failed.join(', nor ')}`);
}
