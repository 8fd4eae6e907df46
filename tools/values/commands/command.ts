import type { Io } from '../io';

/** A command of gen-values. */
export interface Command {
  name: string;
  /** What stands after the name in the usage line. */
  args: string;
  /** One line for the list of commands. */
  summary: string;
  /** Options and notes, for `gen-values NAME --help`. */
  help: string;
  /** Returns the exit code: 0, or 1 for findings and drift. Throws UsageError for what the user mistyped. */
  run(argv: readonly string[], io: Io): Promise<number>;
}
