import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { StackError } from '../errors';
import { whoListens } from './listeners';

/**
 * The ports of a local stack, all on 127.0.0.1. `redis` and `exporters` list the primary first, then the replicas; with
 * Sentinel node 0 first, whoever leads. `sentinels` and `sentinelExporters` are empty without.
 */
export interface Ports {
  app: number;
  metrics: number;
  redis: number[];
  exporters: number[];
  sentinels: number[];
  sentinelExporters: number[];
  prometheus: number;
  alertmanager: number;
  /** Shows Alertmanager's notifications. */
  receiver: number;
}

/** The ports people know from the binaries' own defaults, moved by `offset` so that two stacks fit on one machine. */
export function defaultPorts(replicas: number, sentinels = 0, offset = 0): Ports {
  const row = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index + offset);
  if (sentinels > 0 && 26_379 + sentinels + offset > MAX_PORT) {
    const most = MAX_PORT - 26_379 - sentinels;
    throw new StackError(`--port-offset ${offset} leaves no ports for the Sentinels`, `Use at most ${most}.`, 2);
  }
  return {
    app: 3000 + offset,
    metrics: 9464 + offset,
    redis: row(6379, replicas + 1),
    exporters: row(9121, replicas + 1),
    sentinels: row(26_379, sentinels),
    sentinelExporters: row(9221, sentinels),
    prometheus: 9090 + offset,
    alertmanager: 9093 + offset,
    // 9094 is Alertmanager's for its cluster.
    receiver: 9095 + offset,
  };
}

/**
 * Ports that nothing listens on right now, for tests. The system gives none of them to an outgoing connection, which could
 * take a port before its part has started, or while it restarts.
 */
export async function freePorts(replicas: number, sentinels = 0): Promise<Ports> {
  const found = new Set<number>();
  while (found.size < 2 * (replicas + 1 + sentinels) + 5) found.add(await freePort());
  const ports = [...found];
  const take = (count: number) => ports.splice(0, count);
  const [app = 0, metrics = 0, prometheus = 0, alertmanager = 0, receiver = 0] = take(5);
  const redis = { redis: take(replicas + 1), exporters: take(replicas + 1) };
  return {
    ...{ app, metrics, prometheus, alertmanager, receiver, ...redis },
    ...{ sentinels: take(sentinels), sentinelExporters: take(sentinels) },
  };
}

/**
 * Makes sure that every wanted port can be had before anything is started.
 * @param wanted port → the part that wants it
 * @throws StackError that names each taken port and, where it can be found, who listens there
 */
export async function requireFreePorts(wanted: Map<number, string>): Promise<void> {
  const problems: string[] = [];
  for (const [port, part] of wanted) {
    try {
      await (await listen(port)).close();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'EADDRINUSE') {
        problems.push(`port ${port} (${part}) is in use by ${whoListens(port) ?? 'a process that could not be found'}`);
      } else {
        problems.push(`port ${port} (${part}) cannot be used: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  if (problems.length > 0) {
    throw new StackError(problems.join('\n'), 'Stop what listens there, or move all ports with --port-offset N.');
  }
}

/** All of them, with who wants each. */
export function wantedPorts(ports: Ports): Map<number, string> {
  const { app, metrics, ...others } = ports;
  const rest = Object.entries(others).flatMap(([name, one]) =>
    [one].flat().map((port): [number, string] => [port, name]),
  );
  return new Map([[app, 'webapp'], [metrics, 'webapp'], ...rest]);
}

// --- internal ---

const MAX_PORT = 65_535;

/** Where tests look for ports: beyond those of well-known services, below those of outgoing connections. */
const FIRST_PORT = 10_000;
const OUTGOING = '/proc/sys/net/ipv4/ip_local_port_range';
/** Linux' own range; macOS begins at 49152. */
const FIRST_OUTGOING = 32_768;

async function freePort(): Promise<number> {
  const outgoing = existsSync(OUTGOING) ? Number.parseInt(readFileSync(OUTGOING, 'utf8'), 10) : FIRST_OUTGOING;
  for (let attempt = 0; attempt < MAX_ATTEMPTS && outgoing > FIRST_PORT; attempt += 1) {
    const port = randomInt(FIRST_PORT, outgoing);
    const server = await listen(port).catch(() => undefined);
    if (server === undefined) continue;
    await server.close();
    return port;
  }
  const { port, close } = await listen(0);
  await close();
  return port;
}

const MAX_ATTEMPTS = 100;

function listen(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () => new Promise((done) => server.close(() => done())),
      });
    });
  });
}
