import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { StackError } from './errors';
import { duringProgram } from './progress';

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** What ends the program after `timeoutMs` and when `signal` is aborted. @default SIGTERM */
  killSignal?: NodeJS.Signals;
  /** A process group of its own, which Ctrl-C doesn't reach. */
  detached?: boolean;
  /** What the program reads from its standard input. */
  input?: string;
  /** Output is appended to this file too, for the commands whose output is too long to show. */
  logFile?: string;
}

export interface RunResult {
  code: number;
  stdout: string;
  stderr: string;
  /** It was ended after `timeoutMs`. */
  late?: boolean;
}

/** Runs a program to its end and returns its output; never throws for an exit code. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return duringProgram(program, args, () => runToEnd(program, args, options));
}

/**
 * As `run`, but a failure is an error that names the command and ends with its last lines.
 * @throws StackError when the program is missing or exits with anything but 0
 */
export async function runOrFail(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  let result: RunResult;
  try {
    result = await run(program, args, options);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
    throw new StackError(`${program} was not found`, `Install ${program}, or put it on PATH.`);
  }
  if (result.code !== 0) {
    const output = `${result.stdout}${result.stderr}`.trim().split('\n').slice(-15).join('\n');
    const where = options.logFile === undefined ? '' : `The whole output is in ${options.logFile}.`;
    const reason = result.late
      ? `took longer than ${(options.timeoutMs ?? 0) / 1000} s`
      : `failed (exit code ${result.code})`;
    throw new StackError(`${shownCommand(program, args)} ${reason}`, output || where);
  }
  return result;
}

/** A command for an error: a script among the arguments would hide what is wrong with it. */
export const shownCommand = (program: string, args: readonly string[]): string =>
  `${program} ${args.join(' ')}`.replace(/\s+/g, ' ').slice(0, MAX_SHOWN);

/** Runs a program with this one's terminal; when it fails, this program ends with its exit code. @throws Error when it can't be started */
export function runAttached(program: string, ...args: string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

// --- internal ---

/** Characters of a command in an error. */
const MAX_SHOWN = 300;

function runToEnd(program: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const log = options.logFile === undefined ? undefined : openSync(options.logFile, 'a', 0o600);
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', log ?? 'pipe', log ?? 'pipe'],
      signal: options.signal,
      timeout: options.timeoutMs,
      killSignal: options.killSignal,
      detached: options.detached,
    });
    if (log !== undefined) closeSync(log);
    // A program that ends without having read everything is judged by its exit code.
    child.stdin?.on('error', () => {}).end(options.input);
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: code ?? (signal === null ? 1 : 128), stdout, stderr, late: child.killed }),
    );
  });
}
