import path from 'node:path';
import { UsageError } from '../errors';
import { PROFILES } from '../profiles';
import { inRoot } from '../project';
import { type CompletedCommand, completionScript } from '../text/completion';
import type { Command } from './command';
import { parseCommandLine } from './parse';

const SHELLS = ['bash', 'zsh'];

/** @param commands all of them, to complete their names and options */
export const completion = (commands: () => Promise<Command[]>): Command => ({
  name: 'completion',
  args: 'bash|zsh',
  summary: 'makes `gen-values` a word of your shell that completes commands, options and values',
  help: `Prints a script for the shell to read; put the line into ~/.bashrc or ~/.zshrc to keep it:
  source <(npx ts-node tools/gen-values.ts completion bash)`,
  async run(argv, io) {
    const { positionals } = parseCommandLine(argv, {});
    const [shell] = positionals;
    if (shell === undefined || positionals.length > 1 || !SHELLS.includes(shell)) {
      throw new UsageError(`completion takes one of ${SHELLS.join(', ')}`);
    }
    const script = completionScript((await commands()).map(describe), {
      program: [
        inRoot(io.root, path.join('node_modules', '.bin', 'ts-node')),
        inRoot(io.root, path.join('tools', 'gen-values.ts')),
      ],
      profiles: PROFILES.map(({ name }) => name),
      zsh: shell === 'zsh',
    });
    io.stdout(script);
    return 0;
  },
});

// --- internal ---

/** A command's options as its help lists them: `  --format yaml|json   …`. */
function describe({ name, args, help }: Command): CompletedCommand {
  const options = [...help.matchAll(/^ {2,}(--[a-z-]+)(?: ([a-z]+(?:\|[a-z]+)+))?/gm)].map(([, option, choices]) => ({
    option: option as string,
    choices: choices?.split('|') ?? [],
  }));
  const words = /^[a-z]+(\|[a-z]+)+$/.test(args) ? args.split('|') : [];
  return { name, options, words, takesFiles: /FILE|\bA B\b/.test(args), takesPath: args.startsWith('PATH') };
}
