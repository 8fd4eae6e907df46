import { formatPath, type Json } from '../json';
import type { CommandIo } from '../plugin';
import { loadSubcharts } from '../subcharts/load';
import { mergeAsHelm } from '../yaml/merge';
import { type MapNode, type SourceNode, toJson } from '../yaml/source';
import { parseValuesFile, readDefaults, readValuesFile } from './files';

/** Prints by path where two profiles or lists of files differ. */
export function diff(io: CommandIo, a: string, b: string): number {
  const lines = differences(effective(a, io), effective(b, io), []);
  io.stdout(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

// --- internal ---

/** The values that an install with these files or profiles, comma-separated, would have. */
function effective(names: string, io: CommandIo): MapNode {
  const files = names === 'default' ? [] : names.split(',').map((name) => parseValuesFile(readValuesFile(name, io)));
  return mergeAsHelm(parseValuesFile(readDefaults(io)), files, loadSubcharts(io.own.chartFolder(io.root), io).trees);
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
