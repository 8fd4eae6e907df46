/** Runs other programs. */
import { type RunOptions, runOrFail } from '../../tools/deploy/run';

/**
 * Runs a program to its end, which comes after a minute at the latest unless told otherwise, and returns its standard output.
 *
 * The program gets a process group of its own: Ctrl-C reaches this process alone, which then heals what it broke.
 *
 * @throws StackError when it can't be started, fails or takes too long; with what it printed
 */
export async function output(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return (await runOrFail(program, args, { timeoutMs: 60_000, killSignal: 'SIGKILL', ...options, detached: true }))
    .stdout;
}
