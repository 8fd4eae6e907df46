/**
 * The pinned subcharts in chart/charts: `ts-node subcharts.ts [--check]`, with `--check` says by its exit code whether they can be had offline.
 */

import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../values/io';
import { dependencies, dependenciesFolder } from '../values/subcharts/packages';
import { chartFolder } from '../values/tme1crv/project';
import { findHelm } from './binaries/helm';
import { reportFailure, StackError } from './errors';
import { during } from './progress';
import { type RunOptions, run as runProgram } from './run';

export interface SubchartsOptions extends RunOptions {
  /** The project's folder. */
  repository: string;
  helm: () => Promise<string>;
  run?: typeof runProgram;
  /** Takes one line for the user. */
  say: (line: string) => void;
}

const REPOSITORY_NAME = 'prometheus-community';
const REPOSITORY_URL = 'https://prometheus-community.github.io/helm-charts';
const TIMEOUT_MS = 300_000;

/**
 * Puts them there: from CHART_DEPS_DIR when it holds exactly those packages (installs without internet access), else from their repositories.
 * @throws StackError when neither works
 */
export async function bringSubcharts(options: SubchartsOptions): Promise<void> {
  const { repository, say, run = runProgram, env = process.env, signal } = options;
  const packages = packagesOf(repository);
  const charts = join(repository, 'chart', 'charts');
  if (holds(charts, packages)) return;
  const folder = dependenciesFolder(env);
  if (holds(folder, packages)) {
    takeFrom(folder, charts, packages);
    say(`subcharts taken from ${folder}`);
    return;
  }
  if (env['CHART_DEPS_DIR']) say(`CHART_DEPS_DIR (${folder}) does not hold ${packages.join(' ')}`);
  const helm = await options.helm();
  // A repository that helm doesn't know yet makes `helm dependency build` fail.
  for (const args of [
    ['repo', 'add', REPOSITORY_NAME, REPOSITORY_URL, '--force-update'],
    ['dependency', 'build', join(repository, 'chart')],
  ]) {
    const fetched = () => run(helm, args, { env, signal, timeoutMs: TIMEOUT_MS });
    const { code, stderr } = await during(`fetching the subcharts ${packages.join(', ')}`, fetched);
    if (code === 0) continue;
    const wayOut = `Put ${packages.join(' ')} into a folder and set CHART_DEPS_DIR to it.`;
    throw new StackError('the chart repositories cannot be reached', wayOut, 1, stderr);
  }
}

/** Whether `bringSubcharts` works without the network. */
export function haveSubcharts(repository: string, env: NodeJS.ProcessEnv = process.env): boolean {
  const packages = packagesOf(repository);
  return [join(repository, 'chart', 'charts'), dependenciesFolder(env)].some((folder) => holds(folder, packages));
}

// --- internal ---

const packagesOf = (repository: string) =>
  dependencies(chartFolder(repository)).map(({ name, version }) => `${name}-${version}.tgz`);

function holds(folder: string, packages: readonly string[]): boolean {
  return packages.every((name) => (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0) > 0);
}

function takeFrom(folder: string, charts: string, packages: readonly string[]): void {
  mkdirSync(charts, { recursive: true });
  for (const name of readdirSync(charts)) if (name.endsWith('.tgz')) rmSync(join(charts, name));
  for (const name of packages) {
    copyFileSync(join(folder, name), join(charts, `${name}.part`));
    renameSync(join(charts, `${name}.part`), join(charts, name));
  }
}

async function main(): Promise<void> {
  if (process.argv.includes('--check')) {
    process.exitCode = haveSubcharts(PROJECT_ROOT) ? 0 : 1;
    return;
  }
  const say = (line: string) => process.stderr.write(`subcharts: ${line}\n`);
  await bringSubcharts({ repository: PROJECT_ROOT, helm: () => findHelm(PROJECT_ROOT), say });
}

if (require.main === module) main().catch(reportFailure('subcharts'));
