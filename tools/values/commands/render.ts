import { UsageError } from '../errors';
import { formatPath, parsePath } from '../json';
import type { CommandIo } from '../plugin';
import { mergeAsHelm, mergeFiles, withSubchartDefaults } from '../yaml/merge';
import { nodeAt, type SourceNode, toJson } from '../yaml/source';
import { writeYaml } from '../yaml/write';
import { parseDefaults, parseValuesFile, readValuesFile } from './files';

interface RenderOptions {
  path?: string;
  where?: true;
  all?: true;
  format: 'yaml' | 'json';
}

/** Prints the values of these files and profiles, merged over the defaults. */
export function render(io: CommandIo, names: string[], options: RenderOptions): number {
  const { where = false, all, format } = options;
  if (where && format === 'json') throw new UsageError('--where writes comments, which JSON has none of');
  const merged = all ? mergeAll(names, io) : merge(names, io);
  const path = parsePath(options.path ?? '');
  const part = nodeAt(merged, path);
  if (!part) {
    io.stderr(`${formatPath(path)}: is not set${all ? '' : ' (the subcharts have more values: add --all)'}\n`);
    return 1;
  }
  io.stdout(format === 'json' ? `${JSON.stringify(toJson(part), null, 2)}\n` : writeYaml(part, where));
  return 0;
}

// --- internal ---

function merge(names: readonly string[], io: CommandIo): SourceNode {
  const files = names.map((name) => parseValuesFile(readValuesFile(name, io)));
  return mergeAsHelm(parseDefaults(io.chart.defaults()), files, io.chart.subcharts().trees);
}

function mergeAll(names: readonly string[], io: CommandIo): SourceNode {
  const files = names.map((name) => parseValuesFile(readValuesFile(name, io)));
  const { defaults, missing } = io.chart.withSubcharts(parseDefaults(io.chart.defaults()));
  for (const { name, version } of missing) {
    io.stderr(`note: the defaults of ${name} ${version} are left out: no package (${io.chart.bring} brings it)\n`);
  }
  return withSubchartDefaults(mergeFiles(files), defaults);
}
