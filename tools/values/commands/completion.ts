/** Completion for bash, and for zsh through its bashcompinit, of what the program declares. */
import type { Command } from 'commander';
import type { ChartPlugin, CommandIo } from '../plugin';
import { inRoot } from '../project';

/** Prints a script that defines the function `gen-values` and its completion. */
export function completion(io: CommandIo, shell: 'bash' | 'zsh', _options: object, { parent }: Command): number {
  const program = parent as Command;
  const tool = ['node_modules/.bin/ts-node', 'tools/gen-values.ts'].map((file) => shellQuote(inRoot(io.root, file)));
  const first = [...program.commands.map((command) => command.name()), ...optionsOf(program).map(({ long }) => long)];
  io.stdout(`# Completion of gen-values. To use it: source <(npx ts-node tools/gen-values.ts completion ${shell})
${shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}gen-values() { ${tool.join(' ')} "$@"; }

_gen_values() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local offered='' files=''
  case "$COMP_CWORD \${COMP_WORDS[1]} $previous" in
    '1 '*) offered='${first.join(' ')}' ;;
${program.commands.flatMap((command) => places(command, io.own)).join('')}  esac
  COMPREPLY=($(compgen -W "$offered" -- "$current"))
  if [ -n "$files" ]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}

complete -o filenames -F _gen_values gen-values
`);
  return 0;
}

// --- internal ---

const optionsOf = (command: Command) => command.createHelp().visibleOptions(command);

/** What is offered behind each option that takes a value, and else within the command. */
function places(command: Command, own: ChartPlugin): string[] {
  const name = command.name();
  const options = optionsOf(command);
  const values = options
    .filter(({ required }) => required)
    .map(({ short, long, flags, argChoices = [] }) => {
      const before = [short, long].filter(Boolean).map((flag) => `*' ${name} ${flag}'`);
      return `    ${before.join('|')}) ${offer(/<(.*)>/.exec(flags)?.[1], argChoices)} ;;\n`;
    });
  // Of several arguments all are of one kind.
  const [argument] = command.registeredArguments;
  const profiles = isFile(argument?.name()) ? own.profiles : [];
  const rules = argument?.name().endsWith('|RULE') ? own.book.map((rule) => rule.name) : [];
  const words = [...(argument?.argChoices ?? []), ...profiles, ...options.map(({ long }) => long as string)];
  return [...values, `    *' ${name} '*) ${offer(argument?.name(), words, rules)} ;;\n`];
}

function offer(placeholder: string | undefined, words: readonly string[], besidePaths: readonly string[] = []): string {
  const offered = `offered='${words.join(' ')}'`;
  if (isFile(placeholder)) return `${offered}; files=1`;
  // Paths come level by level, so a blank must not follow.
  return placeholder?.startsWith('PATH')
    ? `${offered}; case $current in -*) ;; *) offered="${besidePaths.map((word) => `${word} `).join('')}$(gen-values explain --list "$current" 2>/dev/null)"; compopt -o nospace 2>/dev/null ;; esac`
    : offered;
}

const isFile = (placeholder = '') => placeholder.startsWith('FILE');

const shellQuote = (word: string) => `'${word.replace(/'/g, `'\\''`)}'`;
