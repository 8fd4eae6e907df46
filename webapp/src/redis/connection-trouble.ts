/** What keeps a connection from being used: the last error, and whether Redis refuses the app. */
import type { Logger } from 'pino';
import { loginRefusal, type Refusal } from './refusal';

export class ConnectionTrouble {
  private error: string | undefined;
  private lastRefusal: Refusal | undefined;

  constructor(private readonly log: Logger) {}

  /** The last error since a start came through. */
  get lastError(): string | undefined {
    return this.error;
  }

  /** Why the last start of a connection was refused; undefined once one came through. */
  get refusal(): Refusal | undefined {
    return this.lastRefusal;
  }

  /** The refusal, unless the node could not even be reached since. */
  get presentRefusal(): Refusal | undefined {
    return this.lastRefusal?.message === this.error ? this.lastRefusal : undefined;
  }

  /** Takes an error down, and logs one line for each different one, not for each attempt. */
  note(error: Error): void {
    const refusal = loginRefusal(error);
    if (error.message !== this.error) {
      if (refusal === undefined) this.log.warn({ reason: error.message }, 'cannot reach Redis');
      else this.log.error({ reason: error.message, wayOut: refusal.wayOut }, 'Redis refuses the web app');
    }
    this.error = error.message;
    // One that can't be reached any more has not taken its refusal back.
    this.lastRefusal = refusal ?? this.lastRefusal;
  }

  /** A start came through. */
  clear(): void {
    this.error = undefined;
    this.lastRefusal = undefined;
  }
}
