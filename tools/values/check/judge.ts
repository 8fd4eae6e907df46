/** Asks the cross-field rules, so that one mistake is one finding. */
import type { Finding } from '../findings';
import type { RuleName } from '../rule-book';
import type { Rule } from '../rules/rule';
import type { KeyNode } from '../subcharts/key-tree';
import type { MapNode } from '../yaml/source';
import { type Mended, mend } from './mended';
import { checkRules } from './rules';

export interface Subject {
  merged: MapNode;
  /** The chart's own defaults. */
  base: MapNode;
  /** The names of the files and options that set values. */
  names: readonly string[];
  subcharts: ReadonlyMap<string, KeyNode>;
  rules: readonly Rule<RuleName>[];
}

export interface Judgement {
  /** What was found before, where a key that is only warned of turned out to break a rule: then it is an error. */
  before: readonly Finding[];
  /** What the rules find. */
  found: readonly Finding[];
  /** The values without all these mistakes. */
  mended: Mended;
}

/** @param before what other checks have found */
export function judge(before: readonly Finding[], subject: Subject): Judgement {
  const single = checkRulesWithout(before, subject, singleRules(subject));
  const all = [...before, ...single];
  const others = checkRulesWithout(all, subject, otherRules(subject));
  const blamed = blame(all, others, subject);
  return {
    before: before.map((one) => (blamed.has(one) ? { ...one, severity: 'error' } : one)),
    found: [...single, ...others],
    mended: mend([...all, ...others], subject.merged, subject.base, subject.names),
  };
}

// --- internal ---

const singleRules = ({ rules }: Subject) => rules.filter(({ single }) => single);
const otherRules = ({ rules }: Subject) => rules.filter(({ single }) => !single);

function checkRulesWithout(
  mistakes: readonly Finding[],
  subject: Subject,
  rules: readonly Rule<RuleName>[],
): Finding[] {
  const { merged, base, names, subcharts } = subject;
  const { values, concerned } = mend(mistakes, merged, base, names);
  return checkRules(values, names, concerned, subcharts, rules);
}

/**
 * A key that is nothing but ignored is a warning. When what it was meant to set is missed so much that a rule is broken, the
 * install fails, and the key is the reason.
 */
function blame(all: readonly Finding[], found: readonly Finding[], subject: Subject): ReadonlySet<Finding> {
  const suspects = all.filter(({ severity, meant }) => severity === 'warning' && meant).slice(0, MAX_SUSPECTS);
  const errors = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity === 'error').length;
  const breaks = (kept: readonly Finding[]) =>
    errors(checkRulesWithout(kept, subject, otherRules(subject))) > errors(found);
  if (suspects.length === 0 || !breaks(all.filter((one) => !suspects.includes(one)))) return new Set();
  const guilty = suspects.filter((suspect) => breaks(all.filter((one) => one !== suspect)));
  return new Set(guilty.length > 0 ? guilty : suspects);
}

/** More than these are another chart's file, and each is tried alone. */
const MAX_SUSPECTS = 50;
