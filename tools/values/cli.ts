/** The command line: runs the command that it names, and turns errors into messages and exit codes. */
import { type Command, CommanderError } from 'commander';
import { SourceError, UsageError } from './errors';
import type { Io } from './io';
import type { CommandIo } from './plugin';
import { declareProgram } from './program';

const EXIT_FINDINGS = 1;
const EXIT_USAGE = 2;

/** Runs one command line (without `node` and the script) and returns the exit code: 0, 1 for findings, 2 for a wrong call. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const program = declareProgram(io, (load) => async (...words) => {
    const action = await load();
    try {
      code = await action(await chosen(io, words), ...(words as never[]));
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

/** Commands that need no more of a chart than its files. */
const ANY_CHART = new Set(['validate', 'explain', 'diff', 'render']);

/** The outside with this project's chart, and with the one that an option names, if any. */
async function chosen(io: Io, words: readonly unknown[]): Promise<CommandIo> {
  const { TME1CRV: own } = await import('./tme1crv');
  const { chart } = (words.at(-1) as Command).opts<{ chart?: string }>();
  if (chart !== undefined && !ANY_CHART.has((words.at(-1) as Command).name())) {
    const needs = 'it takes what only the plug-in of that chart knows';
    throw new UsageError(`${(words.at(-1) as Command).name()} works for this project's own chart alone: ${needs}`);
  }
  if (chart === undefined) return { ...io, own, chart: (await import('./charts/own-chart')).ownChart(own, io) };
  return { ...io, own, chart: (await import('./charts/open-chart')).openChart(chart, io) };
}

/** Without a command, what is to be generated is. (Commander's own default would take a misspelt command for an argument.) */
function withCommand(argv: readonly string[]): string[] {
  const [first = '-'] = argv;
  const named = !first.startsWith('-') || ['--help', '-h', '--version'].includes(first);
  return named ? [...argv] : ['generate', ...argv];
}
