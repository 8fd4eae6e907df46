/**
 * What a rule says. The chart's template refuses some combinations too, in the same words: it takes them from
 * chart/templates/_messages.tpl, which gen-values writes from the rules. The verbs are those of Go's printf.
 */
export interface Wording {
  /** What is wrong. */
  message: string;
  /** What to do, beginning in lower case. */
  fix: string;
}

/** By a name that is unique among all rules. */
export type Words = Readonly<Record<string, Wording>>;

/** As the template says it: `message. Fix.` */
export function sentence({ message, fix }: Wording): string {
  return `${message}. ${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`;
}

/** The wording with its verbs filled in, the message's first, then the fix's; `%q` puts quotes around. */
export function fill(wording: Wording, ...values: readonly unknown[]): Wording {
  const rest = [...values];
  const next = (text: string) =>
    text.replace(/%[vsdq]/g, (verb) => (verb === '%q' ? JSON.stringify(rest.shift()) : String(rest.shift())));
  return { message: next(wording.message), fix: next(wording.fix) };
}
