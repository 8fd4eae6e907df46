import { Interrupted } from './errors';
import { watched } from './progress';

/** Where progress goes; tests pass their own. */
export interface Output {
  write(text: string): unknown;
}

/** Sets a short text that stands behind a step's duration. */
export type Note = (text: string) => void;
/** Adds a line that is printed when the step is done. */
export type Remark = (line: string) => void;
type Work = (note: Note, remark: Remark) => Promise<unknown>;
type Between = () => Promise<unknown>;
interface Step {
  name: string | (() => string);
  work: Work;
}

/**
 * The steps of a command, each printed with its number, name and duration: `==> [3/9] Redis … done in 2.1 s`. A step that takes
 * longer writes a line every few seconds that says what it is doing.
 */
export class Steps {
  private readonly steps: (Step | Between)[] = [];

  constructor(private readonly output: Output) {}

  /** @param name may depend on earlier steps */
  add(name: string | (() => string), work: Work): this {
    this.steps.push({ name, work });
    return this;
  }

  /** What is no step, such as a question, between two of them. */
  between(work: Between): this {
    this.steps.push(work);
    return this;
  }

  /** Runs them one after the other; the first that fails is the last. */
  async run(): Promise<void> {
    const total = this.steps.filter((step) => typeof step !== 'function').length;
    let number = 0;
    for (const step of this.steps) {
      if (typeof step === 'function') await step();
      else await this.runStep(step, `${++number}/${total}`);
    }
  }

  private async runStep({ name, work }: Step, number: string): Promise<void> {
    this.output.write(`==> [${number}] ${typeof name === 'string' ? name : name()} … `);
    const startedAt = performance.now();
    const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
    let indent = '';
    let note = '';
    const remarks: string[] = [];
    const setNote: Note = (text) => {
      note = ` (${text})`;
    };
    try {
      await watched(
        this.output,
        () => work(setNote, (line) => remarks.push(`${line}\n`)),
        () => {
          this.output.write('\n');
          indent = '    ';
        },
      );
      this.output.write(`${indent}done in ${seconds()} s${note}\n${remarks.join('')}`);
    } catch (error) {
      this.output.write(`${indent}${wasAborted(error) ? 'interrupted' : 'failed'} after ${seconds()} s\n`);
      throw error;
    }
  }
}

/** True for the error that an AbortSignal raises in whatever waited on it. */
export function wasAborted(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error instanceof Interrupted);
}
