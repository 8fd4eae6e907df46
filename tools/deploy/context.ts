/** What every part of a deployment sees of the outside, so that a test can replace it. */

import type { Options } from './options';
import type { run } from './run';
import type { Output } from './steps';

export interface Context {
  options: Options;
  /** The project's folder. */
  repository: string;
  /** The local stack's folder. */
  stateFolder: string;
  output: Output;
  /** Runs a program. */
  run: typeof run;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** The user's answer to a question; undefined when nobody can be asked. */
  ask(question: string): Promise<string | undefined>;
  /** Aborted by the next interruption after the one that has aborted `signal`: for what is put right before the end. */
  nextSignal(): AbortSignal;
  /** When the user's command started, in ms since 1970. */
  startedAt: number;
}

/** A line for the user. */
export function say(context: Pick<Context, 'output'>, line: string): void {
  context.output.write(`${line}\n`);
}
