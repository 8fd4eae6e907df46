/**
 * What one can type: every command with its arguments and options, once. Parsing, help and completion follow from it.
 * Completion goes by a placeholder's name: FILE is a values file or a profile, PATH a value's, RULE a rule's.
 */
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { version } from '../../package.json';
import { requirementOptions } from '../sizing/model/options';
import type { Io } from './io';
import type { CommandIo } from './plugin';

/** What a command does with its arguments, then its options. Returns the exit code: 0, or 1 for findings and drift. */
type Action = (io: CommandIo, ...words: never[]) => number | Promise<number>;

/** @param act runs an action. It loads it only when asked to: validating must not wait for the generators' libraries. */
export function declareProgram(io: Io, act: (load: () => Promise<Action>) => (...words: unknown[]) => Promise<void>) {
  const columns = () => io.columns ?? 120;
  const program = new Command('npx ts-node tools/gen-values.ts')
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      outputError: (text, write) => write(text.replace(/^error/, 'gen-values')),
      getOutHelpWidth: columns,
      getErrHelpWidth: columns,
    })
    .version(version, '--version', 'version of this project')
    .description('Writes and checks the values of the chart and its subcharts.')
    .addHelpText('after', '\nExit codes: 0 all is well, 1 findings, 2 a wrong call.\nMore: docs/values.md');

  program
    .command('generate')
    .description('write every generated file (this is what happens without a command)')
    .option('--check', 'write nothing; print a diff of what is out of date and exit 1 if anything is')
    .addOption(new Option(...CHART).hideHelp()) // to say what it is for
    .action(act(async () => (await import('./tme1crv/commands/generate')).generate));

  program
    .command('validate')
    .description('check values files and --set, merged in order over the defaults as Helm does it')
    .argument('[FILE...]', FILES)
    .option('--set <KEY=VALUE>', "as Helm's: over all files, may be repeated", collect)
    .option('--set-string <KEY=VALUE>', 'likewise; the value is a string', collect)
    .option('--set-json <KEY=JSON>', 'likewise; the value is JSON', collect)
    .addOption(
      format(
        'text on stderr; on stdout JSON, annotations for a workflow, or SARIF 2.1.0 for code scanning',
        'text',
        'json',
        'github',
        'sarif',
      ),
    )
    .option('--strict', 'warnings count as errors')
    .option('--deep', 'render with Helm and the subcharts, and check every object; takes seconds')
    .option('--release <NAME>', 'with --deep: the release that is rendered (default: tme1crv; with --chart: release)')
    .option('--namespace <NS>', "with --deep: the release's namespace", 'default')
    .option('--kube-version <VERSION>', "with --deep: the cluster's, such as 1.34", kubeVersion)
    .addOption(
      new Option('--effect-seconds <N>', 'with --deep: how long to look for values without effect; 0: not at all')
        .argParser(seconds)
        .default(15),
    )
    .option(...CHART)
    .addHelpText(
      'after',
      `
Every finding says where, what and how to mend it. Exit code 0: no errors; 1: errors; 2: wrong call.
At a terminal each comes with its line; elsewhere it is one line \`file:line:column: path: message (fix) [rule]\`.
What is checked: docs/values.md; every rule with its reason and an example: docs/rules.md, or \`explain RULE\`.

Examples:
  gen-values validate my.yaml
  gen-values validate --strict --format github production my.yaml
  gen-values validate my.yaml --set webapp.replicas=5
  gen-values validate --deep --release shop production my.yaml`,
    )
    .action(act(async () => (await import('./commands/validate')).validate));

  program
    .command('explain')
    .description('type, default, unit and meaning of a value, also of subcharts, or what a rule is for')
    .argument(
      '[PATH|RULE]',
      `dotted, as in findings; a key with dots of its own goes in brackets: webapp.podLabels["example.com/team"];
or the name of a rule, as it stands behind each finding: redis-memory`,
    )
    .option('--list', 'the names of all values whose path begins with PATH, or of all rules when PATH is `rules`')
    .option(...CHART)
    .addHelpText(
      'after',
      `
Subchart values come from the packages that \`make deps\` brings; their descriptions are comments of their values.yaml.

Examples:
  gen-values explain webapp.limits.bodyBytes
  gen-values explain kube-prometheus-stack.prometheus.prometheusSpec.retention
  gen-values explain --list redis.replica.`,
    )
    .action(act(async () => (await import('./commands/explain')).explain));

  const plan = program
    .command('plan')
    .description('sizes of every part from measured capacity, as a values file, with reasons')
    .addHelpText(
      'after',
      `
Loads are those of the busiest minute. Exit code 0: planned; 1: it can't be done, and what the limit is; 2: wrong call.
docs/capacity.md has the measurements, the formulas and their limits.

Examples:
  gen-values plan --reads 20000 --writes 500 --items 5e6 --item-bytes 800 --retention 15d -o sizes.yaml
  gen-values plan --reads 300 --writes 50 --items 1e5 --item-bytes 2KiB --zones 3 --format json`,
    )
    .addOption(new Option(...CHART).hideHelp())
    .action(act(async () => (await import('./tme1crv/commands/plan')).plan));
  for (const option of requirementOptions()) plan.addOption(option);
  plan
    .option('-o, --output <FILE>', 'Write the values file (- for stdout, instead of the table).')
    .addOption(format('A table, or requirements, values and reasons as one JSON document.', 'text', 'json'));

  program
    .command('diff')
    .description('what changes between two profiles or files, by path; with --release what an upgrade would change')
    .argument(
      '[FILE...]',
      'two of: a profile (dev, production, …), a values file, several of them with commas between, or `default`; ' +
        'with --release the files and profiles of the upgrade, later ones win',
    )
    .option(
      '--release <NAME>',
      'what an upgrade of this release to these values and this chart would change; takes Helm and kubectl',
    )
    .option('-n, --namespace <NS>', "with --release: the release's namespace (default)")
    .option('--kube-context <CONTEXT>', "with --release: the cluster's context (the current one)")
    .option('-f, --values <FILE>', "with --release: a values file, as Helm's option; may be repeated", collect)
    .option('--set <KEY=VALUE>', 'with --release: as for validate', collect)
    .option('--set-string <KEY=VALUE>', 'likewise', collect)
    .option('--set-json <KEY=JSON>', 'likewise', collect)
    .option('--reset-then-reuse-values', "with --release: over the values that the release's user has set")
    .addOption(new Option('--format <format>', 'with --release: text or JSON (text)').choices(['text', 'json']))
    .option(...CHART)
    .addHelpText(
      'after',
      `
Lines read \`path: before → after\`; nothing is printed when both amount to the same.
With --release nothing is changed: Helm renders the upgrade in a dry run. Exit code 0: all of it can be done in place;
1: something can't, or the upgrade is refused; 2: wrong call, no such release. docs/upgrades.md explains the parts.

Examples:
  gen-values diff dev production
  gen-values diff production production,my.yaml
  gen-values diff --release tme1crv -n default -f my.yaml`,
    )
    .action(act(async () => (await import('./commands/diff')).diff));

  program
    .command('render')
    .description('the merged values, as the chart sees them')
    .argument('[FILE...]', FILES)
    .option('--path <PATH>', 'only this part, for example redis.replica')
    .option('--where', 'the file, line and column that each value comes from, as a comment behind it')
    .option('--all', "with the subcharts' own defaults, from the packages that `make deps` brings")
    .addOption(format('YAML or JSON', 'yaml', 'json'))
    .option(...CHART)
    .addHelpText(
      'after',
      `
Nothing is checked here but that the files can be read; \`validate\` does that.

Examples:
  gen-values render production my.yaml --path redis --where
  gen-values render my.yaml --all --path kube-prometheus-stack.grafana.persistence`,
    )
    .action(act(async () => (await import('./commands/render')).render));

  program
    .command('completion')
    .description('makes `gen-values` a word of your shell that completes commands, options and values')
    .addArgument(new Argument('<SHELL>').choices(['bash', 'zsh']))
    .addHelpText(
      'after',
      `
Prints a script for the shell to read; put the line into ~/.bashrc or ~/.zshrc to keep it:
  source <(npx ts-node tools/gen-values.ts completion bash)`,
    )
    .action(act(async () => (await import('./commands/completion')).completion));

  return program;
}

// --- internal ---

/** Of the commands that need no more than a chart's files. */
const CHART = [
  '--chart <DIR|ARCHIVE>',
  "another chart than this project's, with the charts inside it: its folder, or its package",
] as const;

const FILES = 'values files or profiles (dev, production, …: chart/profiles); later ones win, as in Helm';

/** With a patch, as Helm takes it; without what vendors add. */
function kubeVersion(text: string): string {
  const [, minor, patch = '.0'] = /^v?(\d{1,2}\.\d{1,3})(\.\d{1,4})?([-+].*)?$/.exec(text) ?? [];
  if (minor === undefined) throw new InvalidArgumentError('Expected a version such as 1.34 or v1.34.2+k3s1.');
  return minor + patch;
}

function seconds(text: string): number {
  if (!/^\d{1,4}(\.\d+)?$/.test(text)) throw new InvalidArgumentError('Expected a number of seconds below 10000.');
  return Number(text);
}

const collect = (value: string, before: string[] = []) => [...before, value];

function format(description: string, ...choices: [string, ...string[]]): Option {
  return new Option('--format <format>', description).choices(choices).default(choices[0]);
}
