import { parseArgs } from 'node:util';
import { StackError } from './errors';
import { catalog, type ProgramName, stackPrograms } from './programs';

export const USAGE = `usage: main.ts COMMAND
  up        [--profile NAME] [--values FILE]… [--set K=V]… [--port-offset N] [--scrape-interval 5s] [--timeout 60s]
  down      [--delete-data]
  status
  values    [--profile NAME] [--values FILE]… [--set K=V]… PATH…
            the chart's merged values at these paths, one a line
  programs  [--env] [NAME…]   paths (or exports) of programs, fetched when missing:
            ${[...Object.keys(catalog), 'helm'].join(' ')}
The state folder is .local, or $TME1CRV_STATE.
`;

export type Command =
  | {
      command: 'up';
      profile: string;
      values: string[];
      set: string[];
      portOffset: number;
      scrapeInterval: string;
      timeoutMs: number;
    }
  | { command: 'down'; deleteData: boolean }
  | { command: 'status' }
  | { command: 'values'; profile: string | undefined; values: string[]; set: string[]; paths: string[] }
  | { command: 'programs'; names: (ProgramName | 'helm')[]; asEnvironment: boolean }
  | { command: 'help' };

/**
 * Reads the command line.
 * @throws StackError with exit code 2 and the usage
 */
export function readArguments(argv: string[]): Command {
  const [command, ...rest] = argv;
  switch (command) {
    case 'up':
      return readUp(rest);
    case 'down':
      return {
        command,
        deleteData: parse(rest, { 'delete-data': { type: 'boolean' } }).values['delete-data'] === true,
      };
    case 'status':
      parse(rest, {});
      return { command };
    case 'values':
      return readValues(rest);
    case 'programs':
      return readPrograms(rest);
    case '--help':
    case '-h':
      return { command: 'help' };
    default:
      throw usageError(command === undefined ? 'no command given' : `unknown command ${command}`);
  }
}

// --- internal ---

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

function parse<T extends NonNullable<Options>>(args: string[], options: T, allowPositionals = false) {
  try {
    return parseArgs({ args, options, allowPositionals, strict: true });
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error));
  }
}

const chartOptions = {
  profile: { type: 'string' },
  values: { type: 'string', multiple: true, default: [] as string[] },
  set: { type: 'string', multiple: true, default: [] as string[] },
} as const;

function readValues(args: string[]): Command {
  const { values, positionals } = parse(args, chartOptions, true);
  if (positionals.length === 0) throw usageError('values takes at least one path');
  return { command: 'values', profile: values.profile, values: values.values, set: values.set, paths: positionals };
}

function readUp(args: string[]): Command {
  const { values } = parse(args, {
    ...chartOptions,
    'port-offset': { type: 'string', default: '0' },
    'scrape-interval': { type: 'string', default: '5s' },
    timeout: { type: 'string', default: '60s' },
  });
  const portOffset = Number(values['port-offset']);
  // The highest usual port is 9464, the lowest 3000.
  if (!Number.isInteger(portOffset) || portOffset < -1900 || portOffset > 56_000) {
    throw usageError(`--port-offset takes a whole number from -1900 to 56000, not ${values['port-offset']}`);
  }
  if (!DURATION.test(values['scrape-interval'])) {
    throw usageError(`--scrape-interval takes a duration such as 5s or 1m, not ${values['scrape-interval']}`);
  }
  return {
    command: 'up',
    profile: values.profile ?? 'dev',
    values: values.values,
    set: values.set,
    portOffset,
    scrapeInterval: values['scrape-interval'],
    timeoutMs: milliseconds('--timeout', values.timeout),
  };
}

const DURATION = /^([1-9]\d*)(s|m|h)$/;

function milliseconds(option: string, duration: string): number {
  const [, count, unit] = duration.match(DURATION) ?? [];
  if (count === undefined) throw usageError(`${option} takes a duration such as 90s or 5m, not ${duration}`);
  return Number(count) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
}

function readPrograms(args: string[]): Command {
  const { values, positionals } = parse(args, { env: { type: 'boolean' } }, true);
  const unknown = positionals.find((name) => name !== 'helm' && !(name in catalog));
  if (unknown !== undefined) throw usageError(`unknown program ${unknown}`);
  const names = (positionals.length === 0 ? stackPrograms : positionals) as (ProgramName | 'helm')[];
  return { command: 'programs', names, asEnvironment: values.env === true };
}

function usageError(message: string): StackError {
  return new StackError(message, USAGE, 2);
}
