import { UsageError } from '../errors';
import type { Io } from '../io';
import { formatPath, parsePath } from '../json';
import { umbrellaDefaults } from '../subcharts/defaults';
import { loadSubcharts } from '../subcharts/load';
import { mergeAsHelm, mergeFiles, withSubchartDefaults } from '../yaml/merge';
import { nodeAt, type SourceNode, toJson } from '../yaml/source';
import { writeYaml } from '../yaml/write';
import type { Command } from './command';
import { parseValuesFile, readDefaults, readValuesFile } from './files';
import { parseCommandLine } from './parse';

const FORMATS = ['yaml', 'json'];

export const render: Command = {
  name: 'render',
  args: '[FILE...]',
  summary: 'the merged values, as the chart sees them',
  help: `FILE is a values file or a profile (dev, production, …: chart/profiles); later ones win, as with \`helm -f\`.
Nothing is checked here but that the files can be read; \`validate\` does that.

Options:
  --path PATH          only this part, for example redis.replica
  --where              the file, line and column that each value comes from, as a comment behind it
  --all                with the subcharts' own defaults, from the packages that \`make deps\` brings
  --format yaml|json   YAML (default) or JSON

Examples:
  gen-values render production my.yaml --path redis --where
  gen-values render my.yaml --all --path kube-prometheus-stack.grafana.persistence`,
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(argv, {
      path: { type: 'string' },
      where: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      format: { type: 'string', default: 'yaml' },
    });
    if (!FORMATS.includes(values.format)) throw new UsageError(`--format is one of ${FORMATS.join(', ')}`);
    if (values.where && values.format === 'json')
      throw new UsageError('--where writes comments, which JSON has none of');
    const merged = values.all ? mergeAll(positionals, io) : merge(positionals, io);
    const path = parsePath(values.path ?? '');
    const part = nodeAt(merged, path);
    if (!part) {
      io.stderr(`${formatPath(path)}: is not set${values.all ? '' : ' (the subcharts have more values: add --all)'}\n`);
      return 1;
    }
    io.stdout(values.format === 'json' ? `${JSON.stringify(toJson(part), null, 2)}\n` : writeYaml(part, values.where));
    return 0;
  },
};

// --- internal ---

function merge(names: readonly string[], io: Io): SourceNode {
  const files = names.map((name) => parseValuesFile(readValuesFile(name, io)));
  return mergeAsHelm(parseValuesFile(readDefaults(io)), files, loadSubcharts(io).trees);
}

function mergeAll(names: readonly string[], io: Io): SourceNode {
  const files = names.map((name) => parseValuesFile(readValuesFile(name, io)));
  const { defaults, missing } = umbrellaDefaults(parseValuesFile(readDefaults(io)), io);
  for (const { name, version } of missing) {
    io.stderr(`note: the defaults of ${name} ${version} are left out: no package (make deps brings it)\n`);
  }
  return withSubchartDefaults(mergeFiles(files), defaults);
}
