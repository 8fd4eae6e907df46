import { LOOPBACK } from './part';
import { isRunning } from './process-identity';
import { readRecords } from './processes';
import { StateFolder } from './state';

/** A started part: where it listens, and whether it still runs. */
export interface PartStatus {
  name: string;
  running: boolean;
  pid: number;
  addresses: string[];
}

/** Every part that was started and not stopped, in the order of their names; empty when the stack is down. */
export function status(stateFolder: string): PartStatus[] {
  return readRecords(new StateFolder(stateFolder))
    .map((record) => ({
      name: record.name,
      running: isRunning(record),
      pid: record.pid,
      addresses: Object.values(record.ports).map((port) => `${LOOPBACK}:${port}`),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
