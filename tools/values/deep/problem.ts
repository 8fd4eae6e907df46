import type { Finding } from '../findings';
import type { Json } from '../json';
import type { RenderedObject } from './objects';

/** Something that is wrong with a rendered object, before anybody knows which value led to it. */
export interface Problem {
  object: RenderedObject;
  /** Where in the object; empty for all of it. */
  field: readonly (string | number)[];
  rule: Finding['rule'];
  severity: Finding['severity'];
  message: string;
  fix?: string | undefined;
  /** What a value of the user's may have put there: the value itself … */
  value?: Json;
  /** … or a key. */
  key?: string;
}

/** What stands in a field of an object, as a problem has it; nothing where there is no such field. */
export function valueAt(object: unknown, field: Problem['field']): Pick<Problem, 'value'> {
  const value = field.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);
  return value === undefined ? {} : { value: value as Json };
}
