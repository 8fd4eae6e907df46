import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../errors';
import { fingerprint, type Part } from './part';
import { isRunning, type ProcessIdentity, signalProcess, startTimeOf } from './process-identity';
import { readJson, type StateFolder, writePrivately } from './state';

/** What is kept on disk about a started part. */
export interface ProcessRecord extends ProcessIdentity {
  name: string;
  fingerprint: string;
  ports: Record<string, number>;
  stopOrder: number;
}

/** Every part that was started and not stopped, running or not. */
export function readRecords(state: StateFolder): ProcessRecord[] {
  const folder = state.path('run');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => readJson<ProcessRecord>(state.path('run', file)))
    .filter((record) => record !== undefined);
}

/** True when the part runs exactly as described, so that nothing needs to be done. */
export function isUnchanged(part: Part, records: ProcessRecord[]): boolean {
  const record = records.find(({ name }) => name === part.name);
  return record !== undefined && isRunning(record) && record.fingerprint === fingerprint(part);
}

/** Writes the part's files, starts it in a session of its own and records it. It outlives this process. */
export function startPart(state: StateFolder, part: Part): ProcessRecord {
  for (const [file, content] of Object.entries(part.files)) writePrivately(file, content);
  const log = openSync(state.log(part.name), 'a', 0o600);
  writeFileSync(log, `--- ${new Date().toISOString()} starting ${part.program} ${part.args.join(' ')}\n`);
  const child = spawn(part.program, part.args, {
    cwd: part.cwd ?? state.root,
    env: { ...inherited(), ...part.env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  // A program that can't be started is reported below, by its missing process id.
  child.on('error', () => {});
  child.unref();
  closeSync(log);
  if (child.pid === undefined) throw new StackError(`${part.name}: ${part.program} could not be started`);
  const record: ProcessRecord = {
    name: part.name,
    pid: child.pid,
    startTime: startTimeOf(child.pid) ?? '',
    fingerprint: fingerprint(part),
    ports: part.ports,
    stopOrder: part.stopOrder,
  };
  writePrivately(recordFile(state, part.name), JSON.stringify(record));
  return record;
}

/**
 * Stops parts in their order, those of one rank together: SIGTERM, then SIGKILL after `limitMs`.
 * Only the recorded processes themselves are signalled, never another one that was given the same id.
 * @returns the names of those that had to be killed
 */
export async function stopParts(state: StateFolder, records: ProcessRecord[], limitMs = 20_000): Promise<string[]> {
  const killed: string[] = [];
  for (const order of [...new Set(records.map((record) => record.stopOrder))].sort()) {
    const rank = records.filter((record) => record.stopOrder === order);
    for (const record of rank) signalProcess(record, 'SIGTERM');
    const deadline = Date.now() + limitMs;
    while (rank.some(isRunning) && Date.now() < deadline) await delay(25);
    for (const record of rank.filter(isRunning)) {
      signalProcess(record, 'SIGKILL');
      killed.push(record.name);
    }
    while (rank.some(isRunning)) await delay(25);
    for (const record of rank) rmSync(recordFile(state, record.name), { force: true });
  }
  return killed;
}

/** @throws StackError with the end of the log when the part is no longer running */
export function requireRunning(state: StateFolder, record: ProcessRecord): void {
  if (isRunning(record)) return;
  throw new StackError(`${record.name} ended right after its start`, logTail(state, record.name));
}

/** The last lines that a part wrote since its last start, for a message. */
export function logTail(state: StateFolder, part: string, lines = 20): string {
  const file = state.log(part);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const sinceStart = text.slice(Math.max(0, text.lastIndexOf('--- ')));
  return `The last lines of ${file}:\n${sinceStart.trim().split('\n').slice(-lines).join('\n')}`;
}

// --- internal ---

function recordFile(state: StateFolder, part: string): string {
  return state.path('run', `${part}.json`);
}

function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
