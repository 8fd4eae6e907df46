import type { Part } from './part';
import { requireFreePorts } from './ports';
import { isRunning } from './process-identity';
import { isUnchanged, readRecords, stopParts } from './processes';
import type { StateFolder } from './state';

/**
 * Stops what has changed or is no longer wanted, once all ports that are about to be used are known to be free:
 * a foreign process on one port must not cost the running stack.
 * @returns how many parts run on unchanged
 * @throws StackError naming the ports that are taken; then nothing was stopped
 */
export async function makeRoom(state: StateFolder, parts: readonly Part[]): Promise<number> {
  const records = readRecords(state);
  const kept = new Set(parts.filter((part) => isUnchanged(part, records)).map(({ name }) => name));
  const leaving = records.filter((record) => !kept.has(record.name));
  const ownPorts = new Set(leaving.filter(isRunning).flatMap(({ ports }) => Object.values(ports)));
  const wanted = new Map<number, string>();
  for (const part of parts.filter(({ name }) => !kept.has(name))) {
    for (const port of Object.values(part.ports)) if (!ownPorts.has(port)) wanted.set(port, part.name);
  }
  await requireFreePorts(wanted);
  await stopParts(state, leaving);
  return kept.size;
}
