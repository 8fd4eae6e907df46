/** The command line: runs the command that it names, and turns errors into messages and exit codes. */
import { type Command, CommanderError } from 'commander';
import { SourceError, UsageError } from './errors';
import type { Io } from './io';
import { declareProgram } from './program';

const EXIT_FINDINGS = 1;
const EXIT_USAGE = 2;

/** Runs one command line (without `node` and the script) and returns the exit code: 0, 1 for findings, 2 for a wrong call. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const program = declareProgram(io, (load) => async (...words) => {
    const action = await load();
    try {
      const { TME1CRV } = await import('./tme1crv');
      code = await action({ ...io, own: TME1CRV }, ...(words as never[]));
    } catch (error) {
      if (error instanceof UsageError) (words.at(-1) as Command).error(`error: ${error.message}`);
      throw error;
    }
  });
  try {
    await program.parseAsync(withCommand(argv), { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    if (!(error instanceof SourceError)) throw error;
    io.stderr(`gen-values: ${error.message}\n`);
    return EXIT_FINDINGS;
  }
}

// --- internal ---

/** Without a command, what is to be generated is. (Commander's own default would take a misspelt command for an argument.) */
function withCommand(argv: readonly string[]): string[] {
  const [first = '-'] = argv;
  const named = !first.startsWith('-') || ['--help', '-h', '--version'].includes(first);
  return named ? [...argv] : ['generate', ...argv];
}
