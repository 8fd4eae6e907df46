/** What is generated must pass our own checks: a default or a profile that the tool itself refuses is a mistake in the sources. */
import { validateFiles } from '../../check/validate';
import { SourceError } from '../../errors';
import { formatText } from '../../findings';
import { assertSchema, compileSchema } from '../../schema/ajv';
import { lintSchema } from '../../schema/lint';
import type { JsonSchema } from '../../schema/types';
import { TME1CRV } from '../index';
import { PATHS } from '../project';
import type { GeneratedFile } from './registry';

/** Throws SourceError for a schema that breaks its rules. */
export function checkSources(schema: JsonSchema): void {
  const problems = lintSchema(schema);
  try {
    assertSchema(schema);
  } catch (error) {
    problems.push((error as Error).message);
  }
  fail('schemas/', problems);
}

/** Throws SourceError for defaults and profiles that `validate` would refuse. */
export function checkGenerated(files: readonly GeneratedFile[], schema: JsonSchema): void {
  const values = files.filter(({ path }) => path === PATHS.values || path.startsWith(`${PATHS.profiles}/`));
  const defaults = values.find(({ path }) => path === PATHS.values);
  if (!defaults) return;
  const context = {
    schema,
    validator: compileSchema(schema),
    defaults: { name: defaults.path, bytes: defaults.content },
    subcharts: new Map(),
    knowledge: TME1CRV.knowledge,
  };
  for (const { path, content } of values) {
    const findings = validateFiles([{ name: path, bytes: content }], context);
    fail(
      path,
      findings.filter(({ severity }) => severity === 'error').map((finding) => formatText(finding)),
    );
  }
}

// --- internal ---

function fail(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new SourceError(`${what}:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}
