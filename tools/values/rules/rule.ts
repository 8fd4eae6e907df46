/** A rule about several values at once, which a schema can't say. Each stands in a file of its own. */
import type { RuleSheet } from '../rule-sheet';
import type { Values } from './values';
import { fill, type Wording, type Words } from './wording';

export interface Violation {
  severity: 'error' | 'warning';
  /** The values concerned, as dotted paths or keys; the finding is shown at the first that a file sets. */
  paths: readonly (string | readonly string[])[];
  /** Where it is shown when nothing sets any of these. What else is wrong there doesn't silence it. */
  around?: Violation['paths'];
  message: string;
  fix: string;
}

export interface Rule<Name extends string = string> extends RuleSheet {
  /** Stable, for machines. All names together are a closed list (../rule-book.ts). */
  name: Name;
  /**
   * It judges values one by one. What other rules say about a value that it finds wrong only follows from that, so they are asked
   * without it.
   */
  single?: true;
  /** The chart refuses it too, or the part of it that would lose data or fail (chart/templates/validate.yaml), in these words. */
  inChart?: Words;
  check(values: Values): Violation[];
}

/** What must not be, in these words with their verbs filled in. */
export function error(paths: Violation['paths'], wording: Wording, ...values: readonly unknown[]): Violation {
  return { severity: 'error', paths, ...fill(wording, ...values) };
}

/** What had better not be, likewise. */
export function warning(paths: Violation['paths'], wording: Wording, ...values: readonly unknown[]): Violation {
  return { severity: 'warning', paths, ...fill(wording, ...values) };
}

/** Several servers may break a rule by the same line: it is said once. */
export function distinct(violations: readonly Violation[]): Violation[] {
  return violations.filter((one, at) => at === violations.findIndex(({ message }) => message === one.message));
}
