/** Every rule by its name: the closed list of what findings can name, with what is told about each. */
import { CHECKS, type CheckName } from './check/checks';
import { DEEP_CHECKS, type DeepCheckName } from './deep/sheets';
import type { CheckExamples } from './plugin';
import type { RuleExample, RuleSheet, RuleText } from './rule-sheet';
import type { Rule } from './rules/rule';

/** A plug-in adds the names of its rules (`declare module`), so that a finding with any other name doesn't compile. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled elsewhere
export interface PluginRuleNames {}

export type RuleName = CheckName | DeepCheckName | keyof PluginRuleNames;

export interface BookedRule extends RuleText {
  readonly example?: RuleExample;
  readonly name: RuleName;
  /** The chart's own templates refuse it too. */
  readonly inChart: boolean;
  /** Only `validate --deep` has it. */
  readonly deep?: true;
}

/** A rule with an example, which needs the values of a chart. */
export type TaughtRule = BookedRule & RuleSheet;

/** The rules of the engine, for a chart without a plug-in. */
export const ENGINE_BOOK: readonly BookedRule[] = [
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
].sort(byName);

/** Those with the plug-in's examples, and its own. */
export function bookOf(rules: readonly Rule<RuleName>[], examples: CheckExamples): TaughtRule[] {
  const engine = ENGINE_BOOK.map((rule) => ({ ...rule, example: examples[rule.name as keyof CheckExamples] }));
  const own = rules.map(({ name, what, why, example, ...rule }) => ({
    ...{ name, what, why, example },
    inChart: 'inChart' in rule,
  }));
  return [...engine, ...own].sort(byName);
}

// --- internal ---

function byName(a: BookedRule, b: BookedRule): number {
  return a.name < b.name ? -1 : 1;
}
