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
