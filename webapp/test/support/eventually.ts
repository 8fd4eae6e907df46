/** Waits for something to become true, with a limit that is generous because test machines are slow. */
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 30_000;
const PAUSE_MS = 20;

/** Repeats an attempt until it doesn't throw. An error with `final: true` ends the waiting. @returns what the attempt does */
export async function eventually<T>(attempt: () => T | Promise<T>, limitMs = LIMIT_MS): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if ((error as { final?: boolean }).final || performance.now() > deadline) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
