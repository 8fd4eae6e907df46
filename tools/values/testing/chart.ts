/** The project's own schema and defaults, for tests that check values against them. */
import { stringify } from 'yaml';
import type { ChartContext, ValuesFile } from '../check/validate';
import { validateFiles } from '../check/validate';
import { type Finding, formatText } from '../findings';
import { PROJECT_ROOT } from '../io';
import type { JsonObject } from '../json';
import type { Rule, Violation } from '../rules/rule';
import { Values } from '../rules/values';
import { compileSchema } from '../schema/ajv';
import { bundleSchema } from '../schema/bundle';
import { withTreeDefaults } from '../subcharts/tree-defaults';
import { TME1CRV } from '../tme1crv';
import { generateValuesYaml } from '../tme1crv/generate/values-yaml';
import { inRoot, PATHS } from '../tme1crv/project';
import { mergeAsHelm } from '../yaml/merge';
import { readValues } from '../yaml/read';
import { type MapNode, toJson } from '../yaml/source';
import { fixtureTrees } from './tgz';

const schema = bundleSchema(inRoot(PROJECT_ROOT, PATHS.valuesSchema));
const [generated] = generateValuesYaml({ root: PROJECT_ROOT, schema });

/** The project's schema and defaults with the stand-ins of its subcharts. */
export const CONTEXT: ChartContext = {
  schema,
  validator: compileSchema(schema),
  defaults: { name: PATHS.values, bytes: generated?.content ?? '' },
  subcharts: fixtureTrees(),
  knowledge: TME1CRV.knowledge,
};

/** Findings of one file, as text without the file's name. */
export function findingsOf(text: string | Buffer): string[] {
  return validateFiles([{ name: 'f', bytes: text }], CONTEXT).map((finding) => lineOf(finding));
}

/** Findings of several files, as text. */
export function findingsOfFiles(files: readonly ValuesFile[]): string[] {
  return validateFiles(files, CONTEXT).map((finding) => formatText(finding));
}

/** What a rule says about the chart's defaults with these overrides. */
export function violationsOf(rule: Rule, overrides: JsonObject): Violation[] {
  const defaults = readValues(CONTEXT.defaults.bytes, 'defaults').root as MapNode;
  const file = readValues(stringify(overrides, { version: '1.1' }), 'overrides').root as MapNode;
  const merged = mergeAsHelm(defaults, [file], CONTEXT.subcharts);
  return rule.check(new Values(toJson(merged), () => withTreeDefaults(merged, CONTEXT.subcharts)));
}

/** The same, as `severity: message`, for a comparison that reads well. */
export function saysOf(rule: Rule, overrides: JsonObject): string[] {
  return violationsOf(rule, overrides).map(({ severity, message }) => `${severity}: ${message}`);
}

const lineOf = (finding: Finding) => formatText(finding).replace(/^f:/, '');
