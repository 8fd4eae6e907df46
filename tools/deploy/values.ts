/** The values asked for: checked before anything is touched, and merged as Helm merges them. */
import path from 'node:path';
import { run as genValues } from '../values/cli';
import { SCHEMAS_ARE_OF } from '../values/deep/object-schema';
import { processIo } from '../values/io';
import { helmOnThisMachine } from './binaries/helm';
import { renderChart } from './chart';
import type { Context } from './context';
import { StackError } from './errors';
import { during } from './progress';
import type { Note, Remark } from './steps';
import { haveSubcharts } from './subcharts';

/** Profile and files, in the order in which they win. */
export function valuesFiles({ options, repository }: Context): string[] {
  const { profile, values } = options;
  return [...(profile === undefined ? [] : [path.join(repository, 'chart/profiles', `${profile}.yaml`)]), ...values];
}

/**
 * Checks all of them together, with --set, as `gen-values validate` does; at a terminal with the lines themselves. Warnings become a remark.
 * @throws StackError with every finding
 */
export async function validateValues(context: Context, note: Note, remark: Remark): Promise<void> {
  const args = valuesArguments(context);
  if (args.length === 0) {
    note("the chart's own");
    return;
  }
  const told = (await validate(context, args)).trimEnd();
  if (!told.endsWith(', 0 warnings')) remark(told);
}

/**
 * Renders them with the subcharts and checks every object, as `gen-values validate --deep` does, where Helm and the subcharts are there.
 * @param kubernetes the cluster's version; empty: unknown, or there is none
 * @throws StackError with every finding
 */
export async function validateObjects(context: Context, note: Note, remark: Remark, kubernetes = ''): Promise<void> {
  const { repository, env, signal, options } = context;
  if (!haveSubcharts(repository, env)) return note("left out: the subcharts aren't here");
  if ((await helmOnThisMachine(repository, { signal })) === undefined) return note("left out: Helm isn't here");
  // Whoever deploys waits: values without effect are for `gen-values validate --deep`.
  const deep = ['--deep', '--effect-seconds', '0', '--release', options.release, '--namespace', options.namespace];
  const version = kubernetes === '' ? [] : ['--kube-version', kubernetes];
  const args = [...deep, ...version, ...valuesArguments(context)];
  const told = await during('rendering the chart and checking each of its objects', () => validate(context, args));
  // What follows from the values alone has been said in the step before.
  if (told.includes(SCHEMAS_ARE_OF)) remark(told.trimEnd());
}

/** The merged values, by dotted path. */
export async function mergedValues(context: Context, helm: string): Promise<(path: string) => unknown> {
  const { options, repository, signal } = context;
  const request = { repository, helm, profile: options.profile, values: options.values, set: options.set };
  const { values } = await renderChart(request, { signal });
  return (name) => name.split('.').reduce((node, key) => node?.[key], values);
}

// --- internal ---

function valuesArguments(context: Context): string[] {
  return [...valuesFiles(context), ...context.options.set.flatMap((pair) => ['--set', pair])];
}

/** @returns what is said of right values: warnings, and a line that counts */
async function validate({ repository, env }: Context, args: readonly string[]): Promise<string> {
  let findings = '';
  const code = await genValues(['validate', ...args], {
    ...processIo(),
    stdout: () => {},
    stderr: (text) => {
      findings += text;
    },
    cwd: repository,
    root: repository,
    env,
  });
  if (code !== 0) throw new StackError('The values are wrong; see above.', '', 1, findings);
  return findings;
}
