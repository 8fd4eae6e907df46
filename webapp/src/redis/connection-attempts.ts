/** When a connection is tried again, and for how long it is worth waiting for. */

const FIRST_RETRY_MS = 50;
/** A node that comes back is noticed this soon. Trying costs one packet, so there is no reason to wait longer. */
const SLOWEST_RETRY_MS = 500;
/** A node that breaks a connection and lives on is mostly back in a tenth of it; one that isn't may be away for long. */
const EXPECTED_MS = 1000;

/**
 * How long to wait before the next attempt.
 *
 * @param attempt from 1
 * @param spentMs what the last attempt took: one that had no reply for long, as where a Service leads to a pod that is gone, has waited already
 */
export function retryDelayMs(attempt: number, spentMs = 0): number {
  return Math.max(0, Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), SLOWEST_RETRY_MS) - spentMs);
}

/** The attempts at one connection. Times are as `performance.now()` tells them. */
export class ConnectionAttempts {
  private beganAtMs = performance.now();
  private expectedSinceMs = performance.now();
  /** Starts since the last one that came through, for the time between them. */
  private failedStarts = 0;

  /** An attempt begins. */
  begin(): void {
    this.beganAtMs = performance.now();
  }

  /** The node is there, and the start of the connection begins. */
  beginStart(): void {
    this.failedStarts += 1;
  }

  /** The start came through. */
  succeed(): void {
    this.failedStarts = 0;
  }

  /** A connection that could be used is lost or given up. */
  lose(): void {
    this.expectedSinceMs = performance.now();
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param attempt ioredis' own count, which begins anew with a start that is refused, too
   * @param failed whether the last attempt has led to no connection
   */
  pauseMs(attempt: number, failed: boolean): number {
    return retryDelayMs(Math.max(attempt, this.failedStarts), failed ? performance.now() - this.beganAtMs : 0);
  }

  /** For how many milliseconds more a connection is worth waiting for; 0 when it should have come long ago. */
  get expectedForMs(): number {
    return Math.max(0, this.expectedSinceMs + EXPECTED_MS - performance.now());
  }
}
