import { rmSync } from 'node:fs';
import { isRunning } from './process-identity';
import { readRecords, stopParts } from './processes';
import { StateFolder } from './state';

/** What `down` did. */
export interface Down {
  stopped: string[];
  /** Those that did not end by themselves. */
  killed: string[];
}

/**
 * Stops the stack of a state folder: the web app first, Redis last, there the fixed primary after its replicas. Data and password stay.
 * @param deleteData removes the whole state folder afterwards
 */
export async function down(stateFolder: string, deleteData = false): Promise<Down> {
  const state = new StateFolder(stateFolder);
  const unlock = state.lock();
  try {
    const records = readRecords(state);
    const stopped = records.filter(isRunning).map(({ name }) => name);
    const killed = await stopParts(state, records);
    return { stopped, killed };
  } finally {
    unlock();
    if (deleteData) rmSync(stateFolder, { recursive: true, force: true });
  }
}
