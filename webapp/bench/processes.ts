/** Processes that are measured, each pinned to one core, all ended with this one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is measured has a core for itself; what it needs and what loads it share the other one. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

const START_MS = 20_000;
/** USER_HZ, in which /proc counts processor time; 100 on every Linux there is. */
const TICKS_PER_SECOND = 100;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

/** Starts a server on a core and waits until its port takes connections. @throws Error with what it printed */
export async function startServer(
  core: number,
  command: readonly string[],
  port: number,
  env: Record<string, string> = {},
): Promise<ChildProcess> {
  const [program, args] = pinned(core, command);
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      output = `${output}${data}`.slice(-4000);
    });
  }
  const deadline = performance.now() + START_MS;
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      throw new Error(`${command.join(' ')} did not start:\n${output}`);
    }
    await sleep(50);
  }
  return child;
}

/** Runs a program on the load generator's core to its end. @returns what it printed @throws Error when it fails */
export async function runLoad(command: readonly string[], input?: string): Promise<string> {
  const [program, args] = pinned(LOAD_CORE, command);
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  child.stdin.end(input);
  const chunks: Buffer[] = [];
  let errors = '';
  child.stdout.on('data', (data: Buffer) => chunks.push(data));
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  running.delete(child);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${errors}`);
  return Buffer.concat(chunks).toString();
}

/** Ends a process and waits until it is gone. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

/** Processor time that a process (not its children) has used, in seconds; as exact as 10 ms. */
export function cpuSeconds(child: ChildProcess): number {
  // Fields 14 and 15 of proc(5)'s stat; the name before them may hold blanks, so they are counted from its end.
  const [, rest = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(/\) /);
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

// --- internal ---

function pinned(core: number, command: readonly string[]): [string, string[]] {
  return ['taskset', ['-c', String(core), ...command]];
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
