/** What every part of a release sees of the outside, so that a test can replace it. */

import { StackError } from '../deploy/errors';
import { during } from '../deploy/progress';
import { type RunOptions, type run, shownCommand } from '../deploy/run';
import type { Output } from '../deploy/steps';
import type { ReleaseOptions } from './options';

/** The programs that a release runs besides git and the builder. */
export type ToolName = 'helm' | 'oras' | 'cosign' | 'syft';

export interface Context {
  options: ReleaseOptions;
  /** The project's folder. */
  root: string;
  /** What the release makes; emptied at its start. */
  folder: string;
  tools: Readonly<Record<ToolName, string>>;
  run: typeof run;
  env: NodeJS.ProcessEnv;
  output: Output;
  signal: AbortSignal;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Each program ends within that: a registry that stops responding must not hold a release for ever. */
const MAX_COMMAND_MS = 15 * 60_000;
const MAX_LINES_SHOWN = 15;

/**
 * Runs a program and returns what it wrote to its standard output.
 * @param doing what it is for, as the subject of the error
 * @throws StackError with its last lines when it fails
 */
export async function command(
  context: Context,
  doing: string,
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { signal, env } = context;
  const running = during(doing, () =>
    context.run(program, args, { signal, env, timeoutMs: MAX_COMMAND_MS, ...options }),
  );
  const result = await running.catch((error: unknown) => {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
    throw new StackError(`${doing}: ${program} was not found`, `Install ${program}, or put it on PATH.`);
  });
  if (result.code === 0) return result.stdout;
  const lines = `${result.stdout}${result.stderr}`.trim().split('\n').slice(-MAX_LINES_SHOWN).join('\n');
  const how = result.late ? 'took too long' : `failed (exit code ${result.code})`;
  throw new StackError(`${doing}: ${shownCommand(program, args)} ${how}`, lines);
}
