/** The values asked for: checked before anything is touched, and merged as Helm merges them. */
import path from 'node:path';
import { run as genValues } from '../values/cli';
import { processIo } from '../values/io';
import { renderChart } from './chart';
import type { Context } from './context';
import { StackError } from './errors';
import type { Note, Remark } from './steps';

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
  const args = [...valuesFiles(context), ...context.options.set.flatMap((pair) => ['--set', pair])];
  if (args.length === 0) {
    note("the chart's own");
    return;
  }
  let findings = '';
  const code = await genValues(['validate', ...args], {
    ...processIo(),
    stdout: () => {},
    stderr: (text) => {
      findings += text;
    },
    cwd: context.repository,
    root: context.repository,
    env: context.env,
  });
  const told = findings.trimEnd();
  if (code === 0 && !told.endsWith(', 0 warnings')) remark(told);
  if (code !== 0) throw new StackError('The values are wrong; see above.', '', 1, findings);
}

/** The merged values, by dotted path. */
export async function mergedValues(context: Context, helm: string): Promise<(path: string) => unknown> {
  const { options, repository, signal } = context;
  const request = { repository, helm, profile: options.profile, values: options.values, set: options.set };
  const { values } = await renderChart(request, { signal });
  return (name) => name.split('.').reduce((node, key) => node?.[key], values);
}
