/** Every rule by its name: the closed list of what findings can name, with what is told about each. */
import { CHECKS, type CheckName } from './check/checks';
import { DEEP_CHECKS, type DeepCheckName } from './deep/sheets';
import type { RuleSheet } from './rule-sheet';
import { RULES } from './rules';

export type RuleName = CheckName | DeepCheckName | (typeof RULES)[number]['name'];

export interface BookedRule extends RuleSheet {
  readonly name: RuleName;
  /** The chart's own templates refuse it too. */
  readonly inChart: boolean;
  /** Only `validate --deep` has it. */
  readonly deep?: true;
}

/** Sorted by name. */
export const RULE_BOOK: readonly BookedRule[] = [
  ...Object.entries(CHECKS).map(([name, sheet]) => ({
    ...sheet,
    name: name as CheckName,
    inChart: 'inChart' in sheet,
  })),
  ...Object.entries(DEEP_CHECKS).map(([name, sheet]) => ({
    ...sheet,
    name: name as DeepCheckName,
    inChart: false,
    deep: true as const,
  })),
  ...RULES.map(({ name, what, why, example, ...rule }) => ({ name, what, why, example, inChart: 'inChart' in rule })),
].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The rule of that name, or undefined. */
export function findRule(name: string): BookedRule | undefined {
  return RULE_BOOK.find((rule) => rule.name === name);
}
