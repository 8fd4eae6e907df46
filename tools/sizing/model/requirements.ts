/** What a plan is made for: read from the command line by its schema, schemas/plan.schema.json. */
import type { ErrorObject } from 'ajv';
import { UsageError } from '../../values/errors';
import type { Json } from '../../values/json';
import { compileSchema } from '../../values/schema/ajv';
import { bundleSchema } from '../../values/schema/bundle';
import { describeBounds, namedProperties } from '../../values/schema/tree';
import type { JsonSchema } from '../../values/schema/types';
import { inRoot, PATHS } from '../../values/tme1crv/project';
import { NOTATIONS, type Notation } from './amounts';
import { optionName } from './options';

/** Amounts are in the schema's units: bytes, seconds, percent, requests per second. */
export interface Requirements {
  reads: number;
  writes: number;
  items: number;
  itemBytes: number;
  idBytes: number;
  expiringPercent: number;
  growthPercent: number;
  quietPercent: number;
  availability: number;
  zones: number;
  failures?: number;
  primaryRestarts: number;
  autoscaling: boolean;
  maxPodMemory: number;
  nodeBandwidth: number;
  retention: number;
  scrapeInterval: number;
  otherSeries: number;
}

/** The schema of the requirements. */
export function requirementsSchema(root: string): JsonSchema {
  return bundleSchema(inRoot(root, PATHS.planSchema));
}

/**
 * Reads the requirements, with defaults for those that aren't given.
 *
 * @param given texts by requirement
 * @throws UsageError naming every option that is missing, can't be read or is out of bounds
 */
export function readRequirements(schema: JsonSchema, given: Readonly<Record<string, string>>): Requirements {
  const requirements: Record<string, Json> = {};
  const problems: string[] = [];
  for (const [requirement, property] of namedProperties(schema, schema)) {
    const text = given[requirement] ?? property.default;
    if (text === undefined) continue;
    const { read, expects } = NOTATIONS[notationOf(property)];
    const value = read(String(text));
    if (value === undefined)
      problems.push(`--${optionName(requirement)} is ${JSON.stringify(text)}; expects ${expects}`);
    else requirements[requirement] = value;
  }
  if (problems.length === 0) {
    const validate = compileSchema(schema);
    if (!validate(requirements)) problems.push(...missingFirst(validate.errors ?? []).map(describe));
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return requirements as unknown as Requirements;
}

// --- internal ---

function notationOf(property: JsonSchema): Notation {
  return (property['x-written'] as Notation | undefined) ?? 'number';
}

function missingFirst(errors: readonly ErrorObject[]): ErrorObject[] {
  return [...errors].sort((a, b) => Number(b.keyword === 'required') - Number(a.keyword === 'required'));
}

function describe({ keyword, instancePath, params, parentSchema, data }: ErrorObject): string {
  if (keyword === 'required') return `--${optionName(params['missingProperty'])} is missing`;
  const property = (parentSchema ?? {}) as JsonSchema;
  const unit = property['x-unit'] ? ` ${property['x-unit']}` : '';
  const must = keyword === 'type' ? `a whole number, ${describeBounds(property)}` : describeBounds(property);
  return `--${optionName(instancePath.slice(1))} is ${data}${unit}; must be ${must}`;
}
