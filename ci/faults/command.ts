/** Runs other programs. */
import { spawn } from 'node:child_process';
import { StackError } from '../../tools/deploy/errors';

export interface CommandOptions {
  /** Written to the program's standard input. */
  input?: string;
  /** The program is killed after this long. @default 60 000 */
  timeoutMs?: number;
  /** The program is killed when this is aborted. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end and returns its standard output.
 *
 * The program gets a process group of its own: Ctrl-C reaches this process alone, which then heals what it broke.
 *
 * @throws StackError when it can't be started, fails or takes too long; with what it wrote to standard error
 */
export function output(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { input, timeoutMs = 60_000, signal } = options;
  const shown = `${program} ${args.join(' ')}`.replace(/\s+/g, ' ').slice(0, 200);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { detached: true, ...(signal && { signal }) });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(signal?.aborted ? error : new StackError(`${program} could not be started: ${error.message}`));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) return resolve(Buffer.concat(out).toString());
      const reason = late ? `took longer than ${timeoutMs / 1000} s` : `ended with code ${code}`;
      reject(new StackError(`${shown} ${reason}`, Buffer.concat(err).toString().trim()));
    });
    // A program that ends without reading its input is judged by its exit code alone.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}
