import { UsageError } from '../errors';
import type { Io } from '../io';
import { formatPath, type Json } from '../json';
import { loadSubcharts } from '../subcharts/load';
import { mergeAsHelm } from '../yaml/merge';
import { type MapNode, type SourceNode, toJson } from '../yaml/source';
import type { Command } from './command';
import { parseValuesFile, readDefaults, readValuesFile } from './files';
import { parseCommandLine } from './parse';

export const diff: Command = {
  name: 'diff',
  args: 'A B',
  summary: 'what changes between two profiles or files, by path',
  help: `A and B are profiles (dev, production, …: chart/profiles), values files, several of them with commas between, or
\`default\`; each is taken over the chart's defaults. Lines read \`path: before → after\`; nothing is printed when both
amount to the same.

Examples:
  gen-values diff dev production
  gen-values diff production production,my.yaml`,
  async run(argv, io) {
    const { positionals } = parseCommandLine(argv, {});
    const [a, b] = positionals;
    if (a === undefined || b === undefined || positionals.length > 2)
      throw new UsageError('diff takes two profiles or files');
    const lines = differences(effective(a, io), effective(b, io), []);
    io.stdout(lines.map((line) => `${line}\n`).join(''));
    return 0;
  },
};

// --- internal ---

/** The values that an install with these files or profiles, comma-separated, would have. */
function effective(names: string, io: Io): MapNode {
  const files = names === 'default' ? [] : names.split(',').map((name) => parseValuesFile(readValuesFile(name, io)));
  return mergeAsHelm(parseValuesFile(readDefaults(io)), files, loadSubcharts(io).trees);
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
