/** The steps of the end-to-end test: each is run, counted, and shown with what it found or with what explains its failure. */
import { describeError } from '../../tools/deploy/errors';

/** So many lines of a failure are shown where it happens, and at the end. */
const MAX_LINES = 40;
const MAX_LINES_AT_END = 8;

export class Steps {
  private passed = 0;
  private readonly failures: string[] = [];
  private shown: string[] = [];

  /** @param explain what is printed after a failure, such as the pods as they are then */
  constructor(private readonly explain: () => Promise<string>) {}

  /** Lines that are printed with the result of the step that runs. */
  show(...lines: string[]): void {
    this.shown.push(...lines);
  }

  /** Runs a step, which fails by throwing. The test goes on after it either way. */
  async step(name: string, body: () => Promise<unknown>): Promise<void> {
    const start = Date.now();
    this.shown = [];
    let failure: string | undefined;
    try {
      await body();
    } catch (error) {
      failure = describeError(error);
    }
    const seconds = Math.round((Date.now() - start) / 1000);
    console.log(`${failure === undefined ? 'ok   ' : 'FAIL '} ${name} (${seconds} s)`);
    print(this.shown.join('\n'));
    if (failure === undefined) {
      this.passed += 1;
      return;
    }
    print(lastLines(failure, MAX_LINES));
    this.failures.push(`FAIL  ${name}\n${indented(lastLines(failure, MAX_LINES_AT_END))}`);
    print(await this.explain().catch(describeError));
  }

  /** What failed, once more, and the counts. @returns whether everything passed */
  summary(): boolean {
    const failed = this.failures.length;
    if (failed > 0) console.log(`\n== what failed\n${this.failures.join('\n')}`);
    console.log(`\ne2e: ${this.passed} passed, ${failed} failed`);
    return failed === 0;
  }
}

// --- internal ---

const indented = (text: string) => text.replace(/^/gm, '        ');

const lastLines = (text: string, count: number) => text.trimEnd().split('\n').slice(-count).join('\n');

function print(text: string): void {
  if (text.trim() !== '') console.log(indented(text.trimEnd()));
}
