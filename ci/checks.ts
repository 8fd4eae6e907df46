/** Named checks, one after the other: each is run, counted, and shown with what it found or with what explains its failure. */
import { describeError } from '../tools/deploy/errors';

/** So many lines of a failure are shown where it happens, and at the end. */
const MAX_LINES = 40;
const MAX_LINES_AT_END = 8;

export interface ChecksOptions {
  /** What is printed after a failure, such as the pods as they are then. */
  explain?: () => Promise<string>;
  /** Ends the checks. */
  signal?: AbortSignal;
}

export class Checks {
  private passed = 0;
  private readonly failures: string[] = [];
  private shown: string[] = [];

  /** @param suite its name before the counts */
  constructor(
    private readonly suite: string,
    private readonly options: ChecksOptions = {},
  ) {}

  /** Lines that are printed with the result of the check that runs. */
  show(...lines: string[]): void {
    this.shown.push(...lines);
  }

  /** Runs one. What it throws is its failure, and the test goes on after it. @returns whether it passed @throws what interrupted it */
  async check(name: string, work: () => Promise<unknown> | unknown): Promise<boolean> {
    const start = Date.now();
    this.shown = [];
    let failure: string | undefined;
    try {
      await work();
    } catch (error) {
      this.options.signal?.throwIfAborted();
      failure = describeError(error);
    }
    const seconds = Math.round((Date.now() - start) / 1000);
    console.log(`${failure === undefined ? 'ok   ' : 'FAIL '} ${name} (${seconds} s)`);
    print(this.shown.join('\n'));
    if (failure === undefined) {
      this.passed += 1;
      return true;
    }
    print(lastLines(failure, MAX_LINES));
    this.failures.push(`FAIL  ${name}\n${indented(lastLines(failure, MAX_LINES_AT_END))}`);
    if (this.options.explain) print(await this.options.explain().catch(describeError));
    return false;
  }

  /** Prints what failed, once more, and the counts; a failure becomes this program's exit code. */
  report(): void {
    const failed = this.failures.length;
    if (failed > 0) console.log(`\n== what failed\n${this.failures.join('\n')}`);
    console.log(`\n${this.suite}: ${this.passed} passed, ${failed} failed`);
    if (failed > 0) process.exitCode = 1;
  }
}

// --- internal ---

const indented = (text: string) => text.replace(/^/gm, '        ');

const lastLines = (text: string, count: number) => text.trimEnd().split('\n').slice(-count).join('\n');

function print(text: string): void {
  if (text.trim() !== '') console.log(indented(text.trimEnd()));
}
