/** Texts that Helm fills in later, so that nothing can be said about them yet. */
import { parse } from 'yaml';

/** Whether a value is a text with a template in it. */
export function isTemplate(value: unknown): boolean {
  return typeof value === 'string' && value.includes('{{');
}

/** What a text holds as YAML; undefined for a template, and for what is none: the render says that. */
export function parsedUnlessTemplate(text: string): unknown {
  try {
    return isTemplate(text) ? undefined : parse(text);
  } catch {
    return undefined;
  }
}
