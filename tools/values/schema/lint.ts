/** What our own schemas must keep: everything generated from them depends on it. */
import { formatPath } from '../json';
import { resolveRef, walkProperties } from './tree';
import type { JsonSchema } from './types';

/** A sentence for each property that breaks a rule. */
export function lintSchema(bundled: JsonSchema): string[] {
  const problems: string[] = [];
  if (bundled.additionalProperties !== false) problems.push('the root must be strict (additionalProperties: false)');
  for (const { path, schema } of walkProperties(resolveRef(bundled, bundled), bundled)) {
    const name = formatPath(path);
    if (!schema.description) problems.push(`${name} has no description`);
    if (!schema.type && !schema.anyOf && !schema.oneOf) problems.push(`${name} has no type`);
    if (schema.type === 'object' && schema.additionalProperties === undefined) {
      problems.push(`${name} doesn't say whether other keys are allowed (additionalProperties)`);
    }
  }
  return problems;
}
