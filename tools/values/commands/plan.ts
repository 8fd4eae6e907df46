import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makePlan, type Plan } from '../../sizing/model';
import { readCapacity } from '../../sizing/model/measurements';
import type { Refusal } from '../../sizing/model/recommendation';
import {
  describeRequirements,
  optionName,
  type Requirements,
  readRequirements,
  requirementOptions,
  requirementsSchema,
} from '../../sizing/model/requirements';
import { planTable } from '../../sizing/model/table';
import { renderValuesFile, valuesOf } from '../../sizing/model/values-file';
import { UsageError } from '../errors';
import type { Io } from '../io';
import { PROJECT_ROOT } from '../io';
import { inRoot, PATHS } from '../project';
import type { Command } from './command';
import { parseCommandLine } from './parse';

const FORMATS = ['text', 'json'];

export const plan: Command = {
  name: 'plan',
  args: '--reads N --writes N --items N --item-bytes N',
  summary: 'sizes of every part from measured capacity, as a values file, with reasons',
  get help() {
    return `Loads are those of the busiest minute. Exit code 0: planned; 1: it can't be done, and what the limit is; 2: wrong call.
docs/capacity.md has the measurements, the formulas and their limits.

Options:
${describeRequirements(requirementsSchema(PROJECT_ROOT))}
  --output FILE        Write the values file (-o for short; - for stdout, instead of the table).
  --format text|json   A table (default), or requirements, values and reasons as one JSON document.

Examples:
  gen-values plan --reads 20000 --writes 500 --items 5e6 --item-bytes 800 --retention 15d -o sizes.yaml
  gen-values plan --reads 300 --writes 50 --items 1e5 --item-bytes 2KiB --zones 3 --format json`;
  },
  async run(argv, io) {
    const schema = requirementsSchema(io.root);
    const { values: given, positionals } = parseCommandLine(argv, {
      ...requirementOptions(schema),
      output: { type: 'string', short: 'o' },
      format: { type: 'string', default: 'text' },
    });
    if (positionals.length > 0) throw new UsageError(`plan takes options only: ${positionals[0]}`);
    const { output, format, ...texts } = given as Record<string, string | undefined>;
    if (!FORMATS.includes(format ?? '')) throw new UsageError(`--format is one of ${FORMATS.join(', ')}`);
    if (output === '-' && format === 'json') throw new UsageError('-o - and --format json both write to stdout');
    const requirements = readRequirements(schema, texts);
    const made = makePlan(requirements, readCapacity());
    if (format === 'json') io.stdout(asJson(requirements, made));
    if (made.refusals.length > 0) return refuse(made.refusals, format === 'json', io);
    if (output !== undefined) writeValues(output, made, texts, io);
    if (format === 'text' && output !== '-') io.stdout(planTable(made.recommendations, readCapacity()));
    if (format === 'text' && output === undefined) io.stderr('note: -o FILE writes the values file\n');
    return 0;
  },
};

// --- internal ---

function refuse(refusals: readonly Refusal[], quiet: boolean, io: Io): number {
  if (!quiet) for (const { part, message, fix } of refusals) io.stderr(`gen-values: ${part}: ${message} (${fix})\n`);
  return 1;
}

function writeValues(
  output: string,
  { recommendations }: Plan,
  texts: Record<string, string | undefined>,
  io: Io,
): void {
  const file = path.resolve(io.cwd, output === '-' ? 'values.yaml' : output);
  const schemaFile = path.relative(path.dirname(file), inRoot(io.root, PATHS.shippedSchema));
  const text = renderValuesFile(recommendations, schemaFile.split(path.sep).join('/'), commandLine(texts));
  if (output === '-') {
    io.stdout(text);
    return;
  }
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${output}: can't be written: ${(error as Error).message}`);
  }
  io.stderr(`wrote ${output}\n`);
}

function commandLine(texts: Record<string, string | undefined>): string {
  const options = Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [`--${name} ${text}`]));
  return ['npx ts-node tools/gen-values.ts plan', ...options].join(' ');
}

function asJson(requirements: Requirements, { recommendations, refusals }: Plan): string {
  const reasons = recommendations.map(({ from, ...rest }) => ({
    ...rest,
    from: from.map((requirement) => `--${optionName(requirement)}`),
  }));
  return `${JSON.stringify({ requirements, values: valuesOf(recommendations), reasons, refusals }, null, 2)}\n`;
}
