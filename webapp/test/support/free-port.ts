import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * A port that is free now, and that the system gives to no outgoing connection: one could take it before its server has
 * started, or while it restarts.
 */
export async function freePort(): Promise<number> {
  const outgoing = existsSync(OUTGOING) ? Number.parseInt(readFileSync(OUTGOING, 'utf8'), 10) : FIRST_OUTGOING;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const port = randomInt(Math.min(FIRST_PORT, outgoing - 1), outgoing);
    const server = createServer();
    const listening = new Promise<boolean>((resolve) => {
      server
        .once('error', () => resolve(false))
        .listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve(true));
    });
    if (!(await listening)) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  throw new Error('no free port');
}

// --- internal ---

/** Beyond the ports of well-known services. */
const FIRST_PORT = 10_000;
const OUTGOING = '/proc/sys/net/ipv4/ip_local_port_range';
/** Linux' own range; macOS begins at 49152. */
const FIRST_OUTGOING = 32_768;
const MAX_ATTEMPTS = 100;
