/** A rule about several values at once, which a schema can't say. Each stands in a file of its own. */
import type { Values } from './values';
import type { Words } from './wording';

export interface Violation {
  severity: 'error' | 'warning';
  /** The values concerned, as dotted paths or keys; the finding is shown at the first that a file sets. */
  paths: readonly (string | readonly string[])[];
  message: string;
  fix: string;
}

export interface Rule {
  /** Stable name, for machines and for `--format json`. */
  name: string;
  /** Why the rule is there: what happens when it is broken. */
  why: string;
  /** The chart refuses it too, or the part of it that would lose data or fail (chart/templates/validate.yaml), in these words. */
  inChart?: Words;
  check(values: Values): Violation[];
}

/** Several servers may break a rule by the same line: it is said once. */
export function distinct(violations: readonly Violation[]): Violation[] {
  return violations.filter((one, at) => at === violations.findIndex(({ message }) => message === one.message));
}
