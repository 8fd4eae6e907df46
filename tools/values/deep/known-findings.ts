/** What is known of the values already, and what is found beside it: one mistake gives one finding. */
import type { Finding } from '../findings';
import type { Cause } from './cause';

type Path = readonly (string | number)[];

/** What a finding says, wherever it stands. */
export type Said = Pick<Finding, 'rule' | 'severity' | 'message' | 'fix'>;

export class KnownFindings {
  readonly found: Finding[] = [];

  /**
   * @param said what the check without a render has found
   * @param file what is named where no value and no object is to blame
   */
  constructor(
    private readonly said: readonly Finding[],
    private readonly file: string,
  ) {}

  /** @param object named in place of a line, where no value is to blame */
  add(cause: Cause | undefined, { rule, severity, message, fix }: Said, object?: string): void {
    if (cause && this.has(cause.path)) return;
    const place = cause?.place ?? { file: object ?? this.file, line: 0, column: 0 };
    this.found.push({ place, path: cause?.path ?? [], severity, rule, message, fix });
  }

  /** Whether the value has an error already, or a part of it has, or what it is a part of. */
  has(path: Path): boolean {
    const errors = [...this.said, ...this.found].filter(
      ({ severity, path: one }) => severity === 'error' && one.length > 0,
    );
    return errors.some(({ path: one }) =>
      one.slice(0, path.length).every((step, at) => String(step) === String(path[at])),
    );
  }

  /** The chart's template and the tool's rule say the same in the same words. */
  hasWords(message: string): boolean {
    const words = plainWords(message);
    return this.said.some((one) => one.message.length > MIN_SENTENCE && words.includes(plainWords(one.message)));
  }

  /** Whether a warning names the value already; one may name several keys of one map. */
  hasWarned(path: Path): boolean {
    return this.said.some(({ path: one, message, severity }) => {
      if (severity !== 'warning' || one.length === 0) return false;
      const under = (start: Path) => start.every((step, at) => String(path[at]) === String(step));
      if (under(one)) return true;
      const beside = under(one.slice(0, -1)) && path.length >= one.length;
      return beside && (/ and \d+ more\)/.test(message) || message.includes(` ${String(path[one.length - 1])}`));
    });
  }

  /** Where the check without a render has found errors. */
  get errorPaths(): Path[] {
    return this.said.filter(({ severity }) => severity === 'error').map(({ path }) => path);
  }
}

// --- internal ---

/** A shorter text may stand in another one by chance. */
const MIN_SENTENCE = 20;

const plainWords = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
