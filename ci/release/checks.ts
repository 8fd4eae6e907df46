/** Named checks, one after the other; all run, and the end says how many failed. */
import { describeError } from '../../tools/deploy/errors';

export class Checks {
  private passed = 0;
  private readonly failed: string[] = [];

  /** @param signal ends the checks */
  constructor(private readonly signal: AbortSignal) {}

  /** Runs one. What it throws is its failure. @returns whether it passed @throws what interrupted it */
  async check(name: string, work: () => Promise<unknown> | unknown): Promise<boolean> {
    const start = performance.now();
    const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
    try {
      await work();
      console.log(`ok    ${name.padEnd(90)} ${seconds().padStart(5)} s`);
      this.passed++;
      return true;
    } catch (error) {
      this.signal.throwIfAborted();
      console.log(`FAIL  ${name} (${seconds()} s)\n${describeError(error).replace(/^/gm, '      ')}`);
      this.failed.push(name);
      return false;
    }
  }

  /** Prints the counts; a failure becomes this program's exit code. */
  report(): void {
    console.log(`release-test: ${this.passed} passed, ${this.failed.length} failed`);
    if (this.failed.length === 0) return;
    console.log(this.failed.map((name) => `  failed: ${name}`).join('\n'));
    process.exitCode = 1;
  }
}
