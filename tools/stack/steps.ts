/** Where progress goes; tests pass their own. */
export interface Output {
  write(text: string): unknown;
}

/**
 * Prints each step's name, number and duration: `==> [3/9] Redis … done in 2.1 s`.
 * A caller that has done steps of its own before (deploy-all.sh) says how many, so that the numbers go on.
 */
export class Steps {
  private current = 0;

  constructor(
    private readonly output: Output,
    private readonly total: number,
    private readonly before = 0,
  ) {}

  /**
   * Runs one step and returns what `work` returns.
   * @param work is given a function that takes a short text to print behind the duration
   */
  async run<T>(name: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
    this.current += 1;
    const startedAt = performance.now();
    this.output.write(`==> [${this.before + this.current}/${this.before + this.total}] ${name} … `);
    let note = '';
    try {
      const result = await work((text) => {
        note = ` (${text})`;
      });
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      this.output.write(`done in ${seconds} s${note}\n`);
      return result;
    } catch (error) {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      this.output.write(`${wasAborted(error) ? 'interrupted' : 'failed'} after ${seconds} s\n`);
      throw error;
    }
  }
}

/** True for the error that an AbortSignal raises in whatever waited on it. */
export function wasAborted(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Interrupted');
}
