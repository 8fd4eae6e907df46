/** The command line of deploy-all.sh. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { StackError } from './errors';

export interface Options {
  command: (typeof COMMANDS)[number];
  target: (typeof TARGETS)[number];
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
}

export const USAGE = readFileSync(path.join(__dirname, 'usage.txt'), 'utf8');

/**
 * Reads the command line; undefined when it asks for help.
 * @param cwd what relative paths start from
 * @throws StackError with exit code 2 and the usage
 */
export function readOptions(argv: readonly string[], repository: string, cwd: string): Options | undefined {
  const [first = ''] = argv;
  const command = COMMANDS.find((name) => name === first);
  const { values, tokens } = parseArgs({
    args: command ? argv.slice(1) : [...argv],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional') throw usageError(`unknown command or argument: ${token.value}`);
    if (token.kind !== 'option') continue;
    const known = Object.hasOwn(OPTIONS, token.name) ? OPTIONS[token.name as keyof typeof OPTIONS] : undefined;
    if (known === undefined) throw usageError(`unknown option ${token.rawName}`);
    if (known.type === 'boolean' && token.value !== undefined) throw usageError(`${token.rawName} takes no value`);
    if (known.type === 'string' && token.value === undefined) throw usageError(`${token.rawName} takes a value`);
  }
  if (values.help) return undefined;
  const text = (name: keyof typeof values) => String(values[name] ?? '');
  const list = (name: 'values' | 'set') => ((values[name] ?? []) as string[]).map(String);
  return checked(
    {
      command: command ?? 'up',
      target: text('target') as Options['target'],
      profile: text('profile') || undefined,
      values: list('values').map((file) => path.resolve(cwd, file)),
      set: list('set'),
      image: text('image'),
      pushTo: text('push-to').replace(/\/$/, ''),
      release: text('release'),
      namespace: text('namespace'),
      timeout: text('timeout'),
      portOffset: numberFrom('port-offset', text('port-offset'), PORT_OFFSETS, 'a whole number'),
      rulesTimeScale: numberFrom('rules-time-scale', text('rules-time-scale'), TIME_SCALES, 'a number'),
      deleteData: values['delete-data'] === true,
      yes: values.yes === true,
    },
    list('values'),
    repository,
  );
}

/** Milliseconds of `90s`, `5m` or `1h`. */
export function milliseconds(duration: string): number {
  const [, count, unit] = DURATION.exec(duration) ?? [];
  return Number(count) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
}

// --- internal ---

const COMMANDS = ['up', 'status', 'down'] as const;
const TARGETS = ['auto', 'kubernetes', 'kind', 'local'] as const;

const OPTIONS = {
  target: { type: 'string', default: 'auto' },
  profile: { type: 'string' },
  values: { type: 'string', multiple: true },
  set: { type: 'string', multiple: true },
  image: { type: 'string' },
  'push-to': { type: 'string' },
  release: { type: 'string', default: 'tme1crv' },
  namespace: { type: 'string', default: 'default' },
  timeout: { type: 'string', default: '5m' },
  'port-offset': { type: 'string', default: '0' },
  'rules-time-scale': { type: 'string', default: '1' },
  'delete-data': { type: 'boolean' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const DURATION = /^([1-9]\d*)(s|m|h)$/;
/** The highest usual port is 9464, the lowest 3000. */
const PORT_OFFSETS = { min: -1900, max: 56_000 };
const TIME_SCALES = { min: 0.01, max: 10 };
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** @param files as they were given, for the messages */
function checked(options: Options, files: readonly string[], repository: string): Options {
  const { target, timeout, profile } = options;
  if (!TARGETS.includes(target)) throw usageError(`--target ${target}: must be auto, kubernetes, kind or local`);
  if (!DURATION.test(timeout)) throw usageError(`--timeout ${timeout}: must be a duration such as 90s or 5m`);
  for (const name of ['release', 'namespace'] as const) {
    const value = options[name];
    if (!LABEL.test(value)) throw usageError(`--${name} ${value}: must be lower-case letters, digits and dashes`);
  }
  if (options.image !== '' && options.pushTo !== '') {
    throw usageError('--image and --push-to exclude each other: --image builds nothing to push');
  }
  if (options.deleteData && options.command !== 'down') throw usageError('--delete-data belongs to down');
  if (profile !== undefined && !profiles(repository).includes(profile)) {
    throw usageError(`--profile ${profile}: there are ${profiles(repository).join(' ')}`);
  }
  for (const [at, file] of options.values.entries()) {
    if (!existsSync(file)) throw usageError(`--values ${files[at]}: no such file`);
  }
  for (const pair of options.set) {
    if (!/^[^=]+=/.test(pair)) throw usageError(`--set ${pair}: must be KEY=VALUE`);
  }
  return options;
}

function numberFrom(option: string, text: string, { min, max }: { min: number; max: number }, kind: string): number {
  const number = text === '' ? Number.NaN : Number(text);
  if (number >= min && number <= max && (kind === 'a number' || Number.isInteger(number))) return number;
  throw usageError(`--${option} ${text}: must be ${kind} from ${min} to ${max}`);
}

function profiles(repository: string): string[] {
  return readdirSync(path.join(repository, 'chart/profiles'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => path.basename(file, '.yaml'));
}

function usageError(message: string): StackError {
  return new StackError(message, `\n${USAGE}`, 2);
}
