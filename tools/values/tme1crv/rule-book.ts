/** The rules of this chart and of the engine, with examples in this chart's values. */
import { bookOf } from '../rule-book';
import { RULES } from './rules';
import { EXAMPLES } from './tables/examples';

declare module '../rule-book' {
  interface PluginRuleNames extends Record<(typeof RULES)[number]['name'], true> {}
}

/** Sorted by name. */
export const RULE_BOOK = bookOf(RULES, EXAMPLES);
