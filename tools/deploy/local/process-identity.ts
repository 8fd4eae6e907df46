import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that can't be confused with a later one: process ids are reused, pairs with a start time are not. */
export interface ProcessIdentity {
  pid: number;
  /** As the system gives it; only ever compared for equality. */
  startTime: string;
}

/** When the process started, or undefined when there is none (or only the remains of one that nobody has waited for). */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return ps.stdout.trim() || undefined;
  }
  try {
    // The second field, the program's name, may contain spaces and brackets: count from behind its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTime] = [fields[0], fields[19]];
    return state === 'Z' || state === 'X' ? undefined : startTime;
  } catch {
    return undefined;
  }
}

/** True while this very process runs: not a zombie, and not another one that was given its id. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identity.startTime !== '' && startTimeOf(identity.pid) === identity.startTime;
}

/** Sends a signal to this very process; does nothing when it is gone. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error;
  }
}
