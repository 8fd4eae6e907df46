/** Completion for bash, and for zsh through its bashcompinit. */

export interface CompletedCommand {
  name: string;
  options: readonly { option: string; choices: readonly string[] }[];
  /** Words that the command takes as they are. */
  words: readonly string[];
  /** Values files and profiles. */
  takesFiles: boolean;
  /** A value's path. */
  takesPath: boolean;
}

export interface CompletionSetting {
  /** The words that run the tool. */
  program: readonly string[];
  profiles: readonly string[];
  zsh: boolean;
}

/** A script that defines the function `gen-values` and its completion. */
export function completionScript(commands: readonly CompletedCommand[], setting: CompletionSetting): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# Completion of gen-values. To use it: source <(npx ts-node tools/gen-values.ts completion ${setting.zsh ? 'zsh' : 'bash'})
${setting.zsh ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}gen-values() { ${setting.program.map(shellQuote).join(' ')} "$@"; }

_gen_values() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  local offered='' files=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names} --help --version' -- "$current"))
    return
  fi
  case "$command $previous" in
${commands.flatMap(choiceCases).join('')}  esac
  case $command in
${commands.map((command) => commandCase(command, setting.profiles)).join('')}  esac
  COMPREPLY=($(compgen -W "$offered" -- "$current"))
  if [ -n "$files" ]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}

complete -o filenames -F _gen_values gen-values
`;
}

// --- internal ---

function choiceCases({ name, options }: CompletedCommand): string[] {
  return options
    .filter(({ choices }) => choices.length > 0)
    .map(
      ({ option, choices }) =>
        `    '${name} ${option}') COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current")); return ;;\n`,
    );
}

function commandCase(
  { name, options, words, takesFiles, takesPath }: CompletedCommand,
  profiles: readonly string[],
): string {
  const always = [...words, ...(takesFiles ? profiles : []), ...options.map(({ option }) => option), '--help'];
  const lines = [`offered='${always.join(' ')}'`];
  if (takesFiles) lines.push('files=1');
  // Paths come level by level, so a blank must not follow.
  if (takesPath)
    lines.push(
      'case $current in -*) ;; *) offered=$(gen-values explain --list "$current" 2>/dev/null); compopt -o nospace 2>/dev/null ;; esac',
    );
  return `    ${name}) ${lines.join('; ')} ;;\n`;
}

const shellQuote = (word: string) => `'${word.replace(/'/g, `'\\''`)}'`;
