/** The command line of deploy-all.sh, declared once: parsing, messages and usage.txt follow from it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { PROFILES } from '../values/tme1crv/profiles';
import { StackError } from './errors';

export interface Options {
  command: (typeof COMMAND_NAMES)[number];
  /** The backup to restore; empty: they are listed. */
  backup: string;
  /** The secret to rotate; empty: another command. */
  secret: '' | (typeof SECRETS)[number];
  target: 'auto' | 'kubernetes' | 'kind' | 'local';
  /** A file of chart/profiles, without `.yaml`. */
  profile: string | undefined;
  /** Absolute paths; later ones win. */
  values: string[];
  /** As for `helm --set`. */
  set: string[];
  /** The web app's image; empty: what the values say, or a built one. */
  image: string;
  /** A registry; empty: nothing is pushed. */
  pushTo: string;
  release: string;
  namespace: string;
  /** For each wait: `90s`, `5m`, `1h`. */
  timeout: string;
  portOffset: number;
  /** 1: the alert rules as they are. */
  rulesTimeScale: number;
  deleteData: boolean;
  /** Doesn't ask before data is deleted. */
  yes: boolean;
  /** Restores although Redis holds keys. */
  force: boolean;
  /** demo waits for Enter between its steps. */
  pause: boolean;
  /** The options that stand on the command line, by their names here. */
  given: readonly string[];
  /** The second step of `rotate api`: takes the old tokens away. */
  finish: boolean;
}

const COMMAND_NAMES = ['up', 'demo', 'status', 'down', 'backup', 'restore', 'rotate'] as const;
/** What `rotate` takes. */
const SECRETS = ['redis', 'grafana', 'api'] as const;

/**
 * Reads the command line; undefined when it asks for help, which it then prints.
 * @param cwd what relative paths start from
 * @throws StackError with exit code 2 and the usage
 */
export function readOptions(argv: readonly string[], cwd: string): Options | undefined {
  const program = declare(cwd);
  try {
    const { processedArgs } = program.parse(argv, { from: 'user' });
    const [command, name = ''] = processedArgs as [Options['command'], string?];
    const secret = SECRETS.find((secret) => secret === name) ?? '';
    const backup = secret === '' ? name : '';
    const given = program.options
      .map((option) => option.attributeName())
      .filter((name) => program.getOptionValueSource(name) === 'cli');
    const options: Options = { ...UNSET, ...program.opts(), command, backup, secret, given };
    if (options.deleteData && command !== 'down') program.error('--delete-data belongs to down');
    if (options.force && command !== 'restore') program.error('--force belongs to restore');
    if (command === 'rotate' && secret === '') program.error(`rotate takes one of ${SECRETS.join(', ')}`);
    if (name !== '' && command !== 'restore' && command !== 'rotate')
      program.error(`${command} takes no name: ${name}`);
    if (secret !== '' && command === 'restore') program.error(`restore takes a backup: ${secret} is none`);
    if (options.pause && command !== 'demo') program.error('--pause belongs to demo');
    if (command === 'demo' && ['kubernetes', 'kind'].includes(options.target))
      program.error(`demo is told on the local stack: --target ${options.target} is for the other commands`);
    if (options.finish && secret !== 'api') program.error('--finish belongs to rotate api');
    return options;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new StackError(error.message.replace(/^error: /, ''), `\n${program.helpInformation()}`, 2);
  }
}

/** What `--help` prints: usage.txt. */
export function usage(): string {
  return declare('').helpInformation();
}

/** Milliseconds of `90s`, `5m` or `1h`. */
export function milliseconds(duration: string): number {
  const [, count, unit] = DURATION.exec(duration) ?? [];
  return Number(count) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
}

// --- internal ---

const UNSET = {
  ...{ profile: undefined, values: [], set: [], image: '', pushTo: '' },
  ...{ deleteData: false, yes: false, force: false, finish: false, pause: false },
};

function declare(cwd: string): Command {
  return new Command('./deploy-all.sh')
    .exitOverride()
    .configureOutput({ writeErr: () => {} }) // the caller prints the error
    .configureHelp({ helpWidth: 120 }) // the same text on every terminal
    .usage('[up|demo|status|down|backup|restore|rotate] [NAME] [options]')
    .description(DESCRIPTION)
    .addArgument(new Argument('[command]', COMMANDS).choices(COMMAND_NAMES).default('up'))
    .addArgument(
      new Argument(
        '[name]',
        'restore: the backup, or latest; without it they are listed. rotate: redis, grafana or api',
      ).argParser(backupName),
    )
    .addOption(
      new Option('--target <T>', 'where everything runs, see above')
        .choices(['auto', 'kubernetes', 'kind', 'local'])
        .default('auto'),
    )
    .option('--release <NAME>', 'name of the Helm release', label, 'tme1crv')
    .option('--namespace <NS>', "the release's namespace", label, 'default')
    .option('--timeout <D>', 'for each wait, as 90s or 5m', duration, '5m')
    .optionsGroup('Options of up:')
    .addOption(
      new Option('--profile <NAME>', 'a file of chart/profiles; local: dev unless told').choices(
        PROFILES.map(({ name }) => name),
      ),
    )
    .option('--values <FILE>', 'values of your own; later files win', (file, before: string[] = []) => [
      ...before,
      existing(path.resolve(cwd, file)),
    ])
    .option('--set <KEY=VALUE>', 'a single value', (pair, before: string[] = []) => [...before, assignment(pair)])
    .addOption(new Option('--image <REF>', "the web app's image; nothing is built or pushed").conflicts('pushTo'))
    .option(
      '--push-to <REG>',
      "builds the image and pushes it to REG, for clusters that images can't be loaded into",
      (registry) => registry.replace(/\/$/, ''),
    )
    .option('--port-offset <N>', 'local: adds N to every port', portOffset, 0)
    .option(
      '--rules-time-scale <N>',
      "local: multiplies the alert rules' waiting times and ranges; with 0.1 an alert comes within seconds",
      timeScale,
      1,
    )
    .optionsGroup('Options of demo, beside those of up:')
    .option('--pause', 'waits for Enter between the steps')
    .optionsGroup('Options of down:')
    .option('--delete-data', 'deletes namespace, volumes and Secrets too, after asking')
    .option('--yes', 'does not ask')
    .optionsGroup('Options of restore:')
    .option('--force', 'restores although Redis holds keys; they go into a backup of their own first')
    .optionsGroup('Options of rotate:')
    .option('--finish', 'api: takes the old tokens away, once every client has its new one');
}

const DESCRIPTION = `Brings up the web app, Redis with its replicas, and their monitoring. Repeatable: a second run changes what changed.

Targets:
  auto        the current context's cluster if it is local (kind, minikube, k3d), else kind if Docker runs, else local
  kubernetes  the cluster of the current context
  kind        a cluster of its own in Docker
  local       processes on this machine, no cluster needed

Exit codes: 0 all is up; 1 something failed, and the message says what; 2 wrong usage; 130, 143 interrupted.`;

const COMMANDS =
  'up brings everything up; demo does it on this machine and shows a write, reads, a killed primary, its notification and the repair; status says what runs, and where; down stops everything, but namespace, volumes and Secrets stay; ' +
  'backup takes one now; restore puts one back; rotate replaces a password or the tokens';

const DURATION = /^([1-9]\d*)(s|m|h)$/;

/** Takes a text that is as it must be. */
function must(be: string, isRight: (text: string) => boolean): (text: string) => string {
  return (text) => {
    if (isRight(text)) return text;
    throw new InvalidArgumentError(`It must be ${be}.`);
  };
}

const duration = must('a duration such as 90s or 5m', (text) => DURATION.test(text));
const label = must('lower-case letters, digits and dashes', (text) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text));
const assignment = must('KEY=VALUE', (text) => /^[^=]+=/.test(text));
const backupName = must(
  `latest, or the name of a backup such as 20261126T031700Z; for rotate ${SECRETS.join(', ')}`,
  (text) => /^(latest|\d{8}T\d{6}Z)$/.test(text) || SECRETS.some((secret) => secret === text),
);
const existing = must('a file that exists', existsSync);
const timeScale = within('a number', 0.01, 10, Number.isFinite);
/** The highest usual port is 9464, the lowest 3000. */
const portOffset = within('a whole number', -1900, 56_000, Number.isInteger);

function within(kind: string, min: number, max: number, isKind: (number: number) => boolean) {
  const read = must(`${kind} from ${min} to ${max}`, (text) => {
    const number = text === '' ? Number.NaN : Number(text);
    return isKind(number) && number >= min && number <= max;
  });
  return (text: string) => Number(read(text));
}
