/** What is told about a rule: by `explain RULE`, in docs/rules.md, and in SARIF. */
export interface RuleText {
  /** What the rule finds, in one sentence. */
  readonly what: string;
  /** Why that is refused or warned of: what would happen. */
  readonly why: string;
}

/** The smallest values files with the mistake and without it. A test validates both (rule-book.test.ts). */
export interface RuleExample {
  readonly wrong: string;
  readonly right: string;
}

export interface RuleSheet extends RuleText {
  readonly example: RuleExample;
}
