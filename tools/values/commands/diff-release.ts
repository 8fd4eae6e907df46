/** `diff --release`: what an upgrade would change, printed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { layOut, MissingPackages } from '../deep/chart-tree';
import { UsageError } from '../errors';
import type { CommandIo } from '../plugin';
import { reportUpgrade } from '../upgrade';
import { formatReport, isBlocked, reportJson } from '../upgrade/report';
import { clusterTools } from '../upgrade/tools';
import { chartContext } from './chart-context';
import { readValuesFile } from './files';

export interface DiffReleaseOptions {
  release: string;
  namespace: string;
  kubeContext: string;
  values?: string[];
  set?: string[];
  setString?: string[];
  setJson?: string[];
  resetThenReuseValues?: true;
  format: 'text' | 'json';
}

/** @returns 1 when the upgrade is refused, or can't change something in place */
export async function diffRelease(
  io: CommandIo,
  names: readonly string[],
  options: DiffReleaseOptions,
): Promise<number> {
  const { release: name, namespace, kubeContext, values: more = [], resetThenReuseValues = false, format } = options;
  const files = [...names, ...more].map((file) => readValuesFile(file, io));
  const tools = await clusterTools(io, kubeContext);
  const context = await chartContext(io);
  const workspace = mkdtempSync(path.join(tmpdir(), 'gen-values-diff-'));
  try {
    const chart = path.join(workspace, 'chart');
    layOut(chart, await io.chart.folders(workspace), () => true);
    const given = files.flatMap(({ bytes }, at) => {
      const file = path.join(workspace, `given-${at}.yaml`);
      writeFileSync(file, bytes, { mode: 0o600 });
      return ['--values', file];
    });
    const values = [...given, ...setArguments(options)];
    const request = { name, namespace, chart, values, reuseValues: resetThenReuseValues };
    const report = await reportUpgrade(request, tools, { context, claimsGuide: io.chart.claimsGuide });
    io.stdout(format === 'json' ? reportJson(report) : formatReport(report));
    return isBlocked(report) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof MissingPackages)) throw error;
    throw new UsageError(`--release takes the packages of ${error.message}: \`${io.chart.bring}\` brings them`);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

// --- internal ---

function setArguments({ set = [], setString = [], setJson = [] }: DiffReleaseOptions): string[] {
  const as = (option: string, pairs: readonly string[]) => pairs.flatMap((pair) => [option, pair]);
  return [...as('--set-json', setJson), ...as('--set', set), ...as('--set-string', setString)];
}
