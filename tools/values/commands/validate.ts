import { type ChartContext, validateFiles } from '../check/validate';
import { UsageError } from '../errors';
import { type Finding, formatGithub, formatJson, formatText } from '../findings';
import type { Io } from '../io';
import { inRoot, PATHS } from '../project';
import { bundleSchema } from '../schema/bundle';
import { validatorOf } from '../schema/validator';
import { loadSubcharts } from '../subcharts/load';
import { parseSetOption } from '../yaml/set-option';
import type { Command } from './command';
import { readDefaults, readValuesFile } from './files';
import { parseCommandLine } from './parse';

const FORMATS = ['text', 'json', 'github'];

export const validate: Command = {
  name: 'validate',
  args: '[FILE...] [--set KEY=VALUE]...',
  summary: 'check values files and --set, merged in order over the defaults as Helm does it',
  help: `FILE is a values file or a profile (dev, production, …: chart/profiles); later ones win, as with \`helm -f\`.
Every finding says where, what and how to mend it. Exit code 0: no errors; 1: errors; 2: wrong call.
What is checked, and every rule with its reason: docs/values.md, or \`explain RULE\`.

Options:
  --set KEY=VALUE             as Helm's: over all files, may be repeated; also --set-string and --set-json
  --format text|json|github   text on stderr (default), JSON on stdout, or annotations for a workflow on stdout
  --strict                    warnings count as errors

Examples:
  gen-values validate my.yaml
  gen-values validate --strict --format github production my.yaml
  gen-values validate my.yaml --set webapp.replicas=5`,
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(argv, {
      format: { type: 'string', default: 'text' },
      strict: { type: 'boolean', default: false },
      set: { type: 'string', multiple: true, default: [] },
      'set-string': { type: 'string', multiple: true, default: [] },
      'set-json': { type: 'string', multiple: true, default: [] },
    });
    // Helm's order: whatever kind comes later wins.
    const assignments = (['set-json', 'set', 'set-string'] as const).flatMap((kind) =>
      values[kind].flatMap((text) => parseSetOption({ kind, text })),
    );
    if (positionals.length + assignments.length === 0) {
      throw new UsageError('validate takes at least one values file, or --set KEY=VALUE');
    }
    if (!FORMATS.includes(values.format)) throw new UsageError(`--format is one of ${FORMATS.join(', ')}`);
    const files = positionals.map((name) => readValuesFile(name, io));
    const findings = validateFiles(files, await loadContext(io), assignments);
    const names = [...files, ...assignments].map(({ name }) => name);
    print(findings, values.format, names, io);
    return findings.some(({ severity }) => severity === 'error' || values.strict) ? 1 : 0;
  },
};

// --- internal ---

async function loadContext(io: Io): Promise<ChartContext> {
  const { trees, missing } = loadSubcharts(io);
  if (missing.length > 0) {
    const names = missing.map(({ name, version }) => `${name} ${version}`).join(', ');
    io.stderr(`note: keys of ${names} were not checked: no package (make deps brings them)\n`);
  }
  const schema = bundleSchema(inRoot(io.root, PATHS.valuesSchema));
  return {
    schema,
    validator: await validatorOf(schema),
    defaults: readDefaults(io),
    subcharts: trees,
  };
}

function print(findings: readonly Finding[], format: string, files: readonly string[], io: Io): void {
  if (format === 'json') io.stdout(formatJson(findings));
  else if (format === 'github') io.stdout(findings.map((finding) => `${formatGithub(finding)}\n`).join(''));
  else printText(findings, files, io);
}

function printText(findings: readonly Finding[], files: readonly string[], io: Io): void {
  for (const finding of findings) io.stderr(`${formatText(finding, io.color)}\n`);
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const plural = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  io.stderr(`${files.join(', ')}: ${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}\n`);
}
