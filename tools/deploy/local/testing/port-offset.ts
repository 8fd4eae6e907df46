import { randomInt } from 'node:crypto';
import { defaultPorts, requireFreePorts, wantedPorts } from '../ports';

/** A `--port-offset` with which all ports of a stack are free, for tests of the command itself. */
export async function freePortOffset(replicas: number, sentinels = 0): Promise<number> {
  // Between well-known ports and those of outgoing connections, which begin at 32768.
  const [from, to] = sentinels === 0 ? [7_000, 23_000] : [1_000, 6_300];
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const offset = randomInt(from, to);
    const taken = await requireFreePorts(wantedPorts(defaultPorts(replicas, sentinels, offset))).then(
      () => false,
      () => true,
    );
    if (!taken) return offset;
  }
  throw new Error(`none of ${MAX_ATTEMPTS} offsets has all its ports free`);
}

// --- internal ---

const MAX_ATTEMPTS = 50;
