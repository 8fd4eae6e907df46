/** A mistake in a test file or a rule, told to its author in one line. */
export class RulesTestError extends Error {}
