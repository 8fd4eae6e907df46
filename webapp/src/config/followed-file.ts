/**
 * A small file that is followed while the process runs, such as a key of a Secret that Kubernetes mounts: its content is read
 * when the process starts, and again every second. What can't be used leaves the content before it in force.
 *
 * It is read as a whole each time: Kubernetes replaces a symbolic link above the file, which watching the file wouldn't show.
 */
import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** How soon a change is noticed. A file of this size takes microseconds to read. */
const INTERVAL_MS = 1000;

/** Is told what becomes of a file. */
export interface Observer {
  /** Other content is in force now. */
  onChange?(): void;
  /** What is there now can't be used. Called once for each different reason. @param reason names the file, and never shows its content */
  onProblem?(reason: string): void;
  /** The file can be used again, with the content that is in force. */
  onMended?(): void;
}

export class FollowedFile<T> {
  private digest: string;
  private current: T;
  private reason: string | undefined;
  private readSince = Date.now();
  private timer: NodeJS.Timeout | undefined;
  private readonly observers = new Set<Observer>();

  /**
   * Reads the file.
   *
   * @param maxBytes a larger file isn't read
   * @param parse throws an Error whose message goes on from the file's name and shows nothing of the content
   * @throws Error that names the file and says what is wrong with it
   */
  constructor(
    readonly path: string,
    private readonly maxBytes: number,
    private readonly parse: (text: string) => T,
  ) {
    const text = this.read();
    this.digest = digestOf(text);
    this.current = this.parsed(text);
  }

  /** What the content that is in force says. */
  get value(): T {
    return this.current;
  }

  /** Since when it is in force, in milliseconds since 1970. */
  get sinceMs(): number {
    return this.readSince;
  }

  /** Why the file can't be used as it is now; undefined while its content is in force. */
  get problem(): string | undefined {
    return this.reason;
  }

  /** @returns ends it */
  observe(observer: Observer): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** From now on looks every second whether the content has changed. */
  follow(): void {
    this.timer ??= setInterval(() => this.refresh(), INTERVAL_MS).unref();
  }

  /** Looks now. Never fails. */
  refresh(): void {
    try {
      const text = this.read();
      const digest = digestOf(text);
      if (digest === this.digest) {
        this.mend();
        return;
      }
      this.current = this.parsed(text);
      this.digest = digest;
      this.reason = undefined;
      this.readSince = Date.now();
      for (const observer of this.observers) observer.onChange?.();
    } catch (error) {
      const { message } = error as Error;
      if (message === this.reason) return;
      this.reason = message;
      for (const observer of this.observers) observer.onProblem?.(message);
    }
  }

  close(): void {
    clearInterval(this.timer);
    this.observers.clear();
  }

  // --- internal ---

  private mend(): void {
    if (this.reason === undefined) return;
    this.reason = undefined;
    for (const observer of this.observers) observer.onMended?.();
  }

  private read(): string {
    try {
      const stat = statSync(this.path);
      // Opening a pipe would wait for somebody to write into it.
      if (!stat.isFile()) throw new Error(`${this.path} is not a file; name the file itself`);
      if (stat.size <= this.maxBytes) return readFileSync(this.path, 'utf8');
      throw new Error(`${this.path} has ${stat.size} bytes, and may have ${this.maxBytes}; is it the right file?`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new Error(`cannot read ${this.path} (${code}); mount the file so that this user can read it`);
    }
  }

  private parsed(text: string): T {
    try {
      return this.parse(text);
    } catch (error) {
      throw new Error(`${this.path}${(error as Error).message}`);
    }
  }
}

// --- internal ---

// The content itself is a secret, of which the process should hold no copy that it doesn't need.
function digestOf(text: string): string {
  return hash('sha256', text);
}
