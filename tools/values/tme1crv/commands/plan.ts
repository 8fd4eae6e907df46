import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makePlan, type Plan } from '../../../sizing/model';
import { readCapacity } from '../../../sizing/model/measurements';
import { optionName } from '../../../sizing/model/options';
import type { Refusal } from '../../../sizing/model/recommendation';
import { type Requirements, readRequirements, requirementsSchema } from '../../../sizing/model/requirements';
import { planTable } from '../../../sizing/model/table';
import { renderValuesFile, valuesOf } from '../../../sizing/model/values-file';
import { UsageError } from '../../errors';
import type { Io } from '../../io';
import { inRoot, PATHS } from '../project';

interface PlanOptions {
  output?: string;
  format: 'text' | 'json';
}

/** Prints the sizes for these requirements, or writes them as a values file. */
export function plan(io: Io, { output, format, ...given }: PlanOptions & Record<string, string>): number {
  if (output === '-' && format === 'json') throw new UsageError('-o - and --format json both write to stdout');
  const requirements = readRequirements(requirementsSchema(io.root), given);
  const made = makePlan(requirements, readCapacity());
  if (format === 'json') io.stdout(asJson(requirements, made));
  if (made.refusals.length > 0) return refuse(made.refusals, format === 'json', io);
  if (output !== undefined) writeValues(output, made, given, io);
  if (format === 'text' && output !== '-') io.stdout(planTable(made.recommendations, readCapacity()));
  if (format === 'text' && output === undefined) io.stderr('note: -o FILE writes the values file\n');
  return 0;
}

// --- internal ---

function refuse(refusals: readonly Refusal[], quiet: boolean, io: Io): number {
  if (!quiet) for (const { part, message, fix } of refusals) io.stderr(`gen-values: ${part}: ${message} (${fix})\n`);
  return 1;
}

function writeValues(output: string, { recommendations }: Plan, given: Record<string, string>, io: Io): void {
  const file = path.resolve(io.cwd, output === '-' ? 'values.yaml' : output);
  const schemaFile = path.relative(path.dirname(file), inRoot(io.root, PATHS.shippedSchema));
  const text = renderValuesFile(recommendations, schemaFile.split(path.sep).join('/'), commandLine(given));
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

function commandLine(given: Record<string, string>): string {
  const options = Object.entries(given).map(([requirement, text]) => `--${optionName(requirement)} ${text}`);
  return ['npx ts-node tools/gen-values.ts plan', ...options].join(' ');
}

function asJson(requirements: Requirements, { recommendations, refusals }: Plan): string {
  const reasons = recommendations.map(({ from, ...rest }) => ({
    ...rest,
    from: from.map((requirement) => `--${optionName(requirement)}`),
  }));
  return `${JSON.stringify({ requirements, values: valuesOf(recommendations), reasons, refusals }, null, 2)}\n`;
}
