/** Every rule by its name: the closed list of what findings can name, with what is told about each. */
import { CHECKS, type CheckName } from './check/checks';
import { DEEP_CHECKS, type DeepCheckName } from './deep/sheets';
import type { CheckExamples } from './plugin';
import type { RuleSheet } from './rule-sheet';
import type { Rule } from './rules/rule';

/** A plug-in adds the names of its rules (`declare module`), so that a finding with any other name doesn't compile. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled elsewhere
export interface PluginRuleNames {}

export type RuleName = CheckName | DeepCheckName | keyof PluginRuleNames;

export interface BookedRule extends RuleSheet {
  readonly name: RuleName;
  /** The chart's own templates refuse it too. */
  readonly inChart: boolean;
  /** Only `validate --deep` has it. */
  readonly deep?: true;
}

/** The rules of a plug-in and those of the engine with the plug-in's examples, sorted by name. */
export function bookOf(rules: readonly Rule<RuleName>[], examples: CheckExamples): BookedRule[] {
  return [
    ...Object.entries(CHECKS).map(([name, sheet]) => ({
      ...sheet,
      name: name as CheckName,
      example: examples[name as CheckName],
      inChart: 'inChart' in sheet,
    })),
    ...Object.entries(DEEP_CHECKS).map(([name, sheet]) => ({
      ...sheet,
      name: name as DeepCheckName,
      example: examples[name as DeepCheckName],
      inChart: false,
      deep: true as const,
    })),
    ...rules.map(({ name, what, why, example, ...rule }) => ({ name, what, why, example, inChart: 'inChart' in rule })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}
