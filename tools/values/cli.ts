/** The command line: picks the command, prints usage, turns errors into exit codes. */
import { readFileSync } from 'node:fs';
import { COMMANDS } from './commands';
import type { Command } from './commands/command';
import { SourceError, UsageError } from './errors';
import type { Io } from './io';
import { inRoot } from './project';
import { suggest } from './text/suggest';

const EXIT_FINDINGS = 1;
const EXIT_USAGE = 2;

/** Runs one command line (without `node` and the script) and returns the exit code: 0, 1 for findings, 2 for a wrong call. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let command: Command | undefined;
  try {
    const [first, ...rest] = argv;
    if (first === '--version') return print(io, `${projectVersion(io)}\n`);
    if (first === '--help' || first === '-h' || first === 'help') return print(io, await overview());
    const named = first !== undefined && !first.startsWith('-');
    command = await load(named ? first : 'generate');
    const words = named ? rest : argv;
    if (words.includes('--help') || words.includes('-h')) return print(io, commandHelp(command));
    return await command.run(words, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr(`gen-values: ${error.message}\n\n${command ? commandHelp(command) : await overview()}`);
      return EXIT_USAGE;
    }
    if (error instanceof SourceError) {
      io.stderr(`gen-values: ${error.message}\n`);
      return EXIT_FINDINGS;
    }
    throw error;
  }
}

// --- internal ---

async function load(name: string): Promise<Command> {
  const loader = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (loader) return loader();
  const close = suggest(name, Object.keys(COMMANDS));
  throw new UsageError(`there is no command ${name}${close ? `; did you mean ${close}?` : ''}`);
}

/** Longer arguments are shown by the command's own help. */
const MAX_ARGS = 20;

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((loader) => loader()));
  const calls = commands.map(
    ({ name, args, summary }) => [`${name} ${args.length > MAX_ARGS ? '…' : args}`, summary] as const,
  );
  const width = Math.max(...calls.map(([call]) => call.length));
  return `gen-values writes and checks the values of the chart and its subcharts.

Usage: npx ts-node tools/gen-values.ts [COMMAND]

Commands:
${calls.map(([call, summary]) => `  ${call.padEnd(width)}   ${summary}`).join('\n')}

  COMMAND --help   options and examples of a command
  --version        version of this project

FILE is a values file or the name of a profile in chart/profiles. Exit codes: 0 all is well, 1 findings, 2 a wrong call.
More: docs/values.md
`;
}

function commandHelp({ name, args, summary, help }: Command): string {
  return `Usage: npx ts-node tools/gen-values.ts ${name} ${args}\n\n${summary}\n\n${help}\n`;
}

function projectVersion(io: Io): string {
  return JSON.parse(readFileSync(inRoot(io.root, 'package.json'), 'utf8')).version;
}

function print(io: Io, text: string): number {
  io.stdout(text);
  return 0;
}
