import { StackError } from '../errors';
import { waitFor } from '../wait';
import type { Part } from './part';
import {
  isUnchanged,
  logTail,
  type ProcessRecord,
  readRecords,
  requireRunning,
  startPart,
  stopParts,
} from './processes';
import type { StateFolder } from './state';

/** Starts parts and waits for them, and remembers what it started, so that a failed attempt can be undone. */
export class Launcher {
  private readonly started: ProcessRecord[] = [];

  constructor(
    private readonly state: StateFolder,
    /** For each wait. */
    readonly timeoutMs: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Starts those of the parts that don't run as described already. */
  start(parts: Part[]): void {
    for (const part of this.missing(parts)) {
      this.signal?.throwIfAborted();
      this.started.push(startPart(this.state, part));
    }
  }

  /** Those of the parts that don't run as described. */
  missing<P extends Part>(parts: readonly P[]): P[] {
    const records = readRecords(this.state);
    return parts.filter((part) => !isUnchanged(part, records));
  }

  /**
   * Waits until the probe finds nothing missing. A part that has ended can't become healthy, so that ends the wait.
   * @throws StackError with the end of the log of the part that failed
   */
  async wait(what: string, parts: Part[], probe: () => Promise<string>): Promise<void> {
    const records = readRecords(this.state).filter(({ name }) => parts.some((part) => part.name === name));
    const healthy = async () => {
      for (const record of records) requireRunning(this.state, record);
      return probe();
    };
    try {
      await waitFor(healthy, { what, timeoutMs: this.timeoutMs, signal: this.signal });
    } catch (error) {
      if (!(error instanceof StackError) || error.hint !== '') throw error;
      throw new StackError(error.message, parts.map(({ name }) => logTail(this.state, name, 8)).join('\n'));
    }
  }

  /** Stops what was started. @returns the names */
  async undo(): Promise<string[]> {
    await stopParts(this.state, this.started);
    return this.started.map(({ name }) => name);
  }
}
