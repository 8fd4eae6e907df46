/** Processes that are measured, each pinned to a core, all ended with this one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is measured has this core for itself; what it needs and what loads it share the other one. */
export const MEASURED_CORE = 0;
export const OTHER_CORE = 1;

const START_MS = 20_000;
/** USER_HZ, in which /proc counts processor time: 100 on every Linux there is. */
const TICKS_PER_SECOND = 100;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

/** Starts a server on a core and waits until its port takes connections. @throws Error with what it printed */
export async function startServer(
  core: number,
  [program = '', ...args]: readonly string[],
  port: number,
  env: Record<string, string> = {},
): Promise<ChildProcess> {
  // taskset replaces itself by the program, so the process id is the program's.
  const child = spawn('taskset', ['-c', String(core), program, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      output = `${output}${data}`.slice(-4000);
    });
  }
  const deadline = performance.now() + START_MS;
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error(`${program} did not start:\n${output}`);
    await sleep(20);
  }
  return child;
}

/** Runs a program to its end. @returns what it printed @throws Error when it fails */
export async function runProgram([program = '', ...args]: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  running.delete(child);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${errors}`);
  return output;
}

/** Ends a process and waits until it is gone. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

/** Processor time that a process (not its children) has used, in µs; as exact as 10 ms. */
export function cpuMicros(child: ChildProcess): number {
  // Fields 14 and 15 of proc(5)'s stat; the name before them may hold blanks, so they are counted from its end.
  const [, rest = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(/\) /);
  const fields = rest.split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1e6;
}

/** Resident memory in bytes: now (`VmRSS`), or the most there has been (`VmHWM`). */
export function residentBytes(child: ChildProcess, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const [, kibibytes = 0] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(
    readFileSync(`/proc/${child.pid}/status`, 'utf8'),
  ) ?? [undefined, 0];
  return Number(kibibytes) * 1024;
}

/** Bytes of all files in a folder tree. Files that go meanwhile don't count. */
export function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    try {
      bytes += statSync(join(entry.parentPath, entry.name)).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return bytes;
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

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
