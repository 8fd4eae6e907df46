import { UsageError } from '../errors';
import { formatPath, type Json } from '../json';
import type { CommandIo } from '../plugin';
import { mergeAsHelm } from '../yaml/merge';
import { type MapNode, type SourceNode, toJson } from '../yaml/source';
import type { DiffReleaseOptions } from './diff-release';
import { parseDefaults, parseValuesFile, readValuesFile } from './files';

/** Prints by path where two profiles or lists of files differ; with `--release`, what an upgrade of that release would change. */
export async function diff(io: CommandIo, names: string[], options: Partial<DiffReleaseOptions>): Promise<number> {
  const { release, format = 'text', ...more } = options;
  const { namespace = 'default', kubeContext = '' } = options;
  if (release !== undefined) {
    const { diffRelease } = await import('./diff-release');
    return diffRelease(io, names, { ...options, release, namespace, kubeContext, format });
  }
  const [given] = Object.keys(more).filter((option) => option !== 'chart');
  if (given !== undefined) throw new UsageError(`--${dashed(given)} belongs to --release`);
  const [a, b, third] = names;
  if (a === undefined || b === undefined || third !== undefined) {
    throw new UsageError('diff takes two profiles or files, or --release NAME');
  }
  const lines = differences(effective(a, io), effective(b, io), []);
  io.stdout(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

// --- internal ---

const dashed = (option: string) => option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The values that an install with these files or profiles, comma-separated, would have. */
function effective(names: string, io: CommandIo): MapNode {
  const files = names === 'default' ? [] : names.split(',').map((name) => parseValuesFile(readValuesFile(name, io)));
  return mergeAsHelm(parseDefaults(io.chart.defaults()), files, io.chart.subcharts().trees);
}

function differences(a: SourceNode, b: SourceNode, path: readonly string[]): string[] {
  if (a.kind === 'map' && b.kind === 'map') {
    const keys = new Set([...a.entries.keys(), ...b.entries.keys()]);
    return [...keys].flatMap((key) => {
      const [before, after] = [a.entries.get(key), b.entries.get(key)];
      const at = [...path, key];
      return before && after ? differences(before, after, at) : [line(at, before, after)];
    });
  }
  return JSON.stringify(toJson(a)) === JSON.stringify(toJson(b)) ? [] : [line(path, a, b)];
}

function line(path: readonly string[], before: SourceNode | undefined, after: SourceNode | undefined): string {
  const show = (node: SourceNode | undefined) => (node ? JSON.stringify(toJson(node) as Json) : '(not set)');
  return `${formatPath(path)}: ${show(before)} → ${show(after)}`;
}
