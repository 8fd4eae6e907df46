/** With what the stack was brought up: kept beside it, so that it can be repaired without the user's saying it again. */
import path from 'node:path';
import { shellQuote } from '../binaries/wrapper';
import type { Context } from '../context';
import { StackError } from '../errors';
import { milliseconds } from '../options';
import { Steps } from '../steps';
import { validateObjects, validateValues } from '../values';
import { defaultPorts } from './ports';
import { DEFAULT_PROFILE } from './settings';
import { readJson, writePrivately } from './state';
import { addSteps, type Stack, type UpOptions } from './up';

/** Of the command line: what decides on the stack. */
export interface BroughtUp {
  /** Undefined: none was named. */
  profile: string | undefined;
  /** Absolute paths. */
  values: string[];
  set: string[];
  portOffset: number;
  rulesTimeScale: number;
}

/** Checks the values, brings the stack up and keeps with what. @throws as `addSteps` */
export async function bringUp(context: Context, wanted: BroughtUp): Promise<Stack> {
  // The checks read the command line.
  const { profile = DEFAULT_PROFILE, ...others } = wanted;
  const checked: Context = { ...context, options: { ...context.options, profile, ...others } };
  const steps = new Steps(context.output)
    .add('values', async (note, remark) => {
      await validateValues(checked, note, remark).catch((error) =>
        Promise.reject(wanted.profile === undefined ? pointToHa(error) : error),
      );
    })
    .add('rendered objects', (note, remark) => validateObjects(checked, note, remark));
  return bringUpIn(steps, context, wanted);
}

/** The same without a word, of values that were checked before. */
export function bringUpQuietly(context: Context, wanted: BroughtUp): Promise<Stack> {
  const quiet: Context = { ...context, output: { write: () => {} } };
  return bringUpIn(new Steps(quiet.output), quiet, wanted);
}

/** With what the stack that runs was brought up; undefined where nothing says so. */
export function readBroughtUp(stateFolder: string): BroughtUp | undefined {
  return readJson<BroughtUp>(file(stateFolder));
}

/** The command line that says the same. */
export function commandOf({ profile, values, set, portOffset, rulesTimeScale }: BroughtUp): string {
  const words = [
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...values.flatMap((one) => ['--values', one]),
    ...set.flatMap((one) => ['--set', one]),
    ...(portOffset === 0 ? [] : ['--port-offset', `${portOffset}`]),
    ...(rulesTimeScale === 1 ? [] : ['--rules-time-scale', `${rulesTimeScale}`]),
  ];
  return ['./deploy-all.sh --target local', ...words.map(quoted)].join(' ');
}

// --- internal ---

const file = (stateFolder: string) => path.join(stateFolder, 'brought-up.json');

async function bringUpIn(steps: Steps, context: Context, wanted: BroughtUp): Promise<Stack> {
  const { profile = DEFAULT_PROFILE, values, set, portOffset, rulesTimeScale } = wanted;
  const { repository, stateFolder, output, signal, startedAt, options } = context;
  const ports = (replicas: number, sentinels: number) => defaultPorts(replicas, sentinels, portOffset);
  const request: UpOptions = {
    ...{ repository, stateFolder, profile, values, set, ports, output, signal, startedAt, rulesTimeScale },
    timeoutMs: milliseconds(options.timeout),
    scrapeInterval: '5s',
  };
  const stack = await addSteps(steps, request);
  const kept: BroughtUp = { profile: wanted.profile, values, set, portOffset, rulesTimeScale };
  writePrivately(file(stateFolder), JSON.stringify(kept));
  return stack;
}

/** Values that only switch Sentinel on don't fit the profile that is taken when none is named, and the user sees it named in the findings. */
function pointToHa(error: unknown): unknown {
  if (!(error instanceof StackError) || !error.details.includes('with Sentinel')) return error;
  const hint = `No profile was named, so that ${DEFAULT_PROFILE} was taken. With Sentinel, start from --profile ha.`;
  return new StackError(error.message, hint, error.exitCode, error.details);
}

const quoted = (word: string) => (/^[\w./:=@%+,-]+$/.test(word) ? word : shellQuote(word));
