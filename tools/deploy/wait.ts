import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from './errors';
import { during } from './progress';

export interface WaitOptions {
  /** What is awaited, as it reads in the error: "redis-primary to reply to PING". */
  what: string;
  timeoutMs: number;
  /** @default 100 */
  intervalMs?: number;
  signal?: AbortSignal | undefined;
}

/**
 * Calls `probe` until it returns true or an empty string; any other string says what is still missing.
 * A probe that throws has not succeeded yet: its message is kept as the reason. A StackError ends the wait at once.
 * @throws StackError after `timeoutMs`, with the last reason
 */
export function waitFor(probe: () => Promise<boolean | string>, options: WaitOptions): Promise<void> {
  return during(`waiting for ${options.what}`, (now) => poll(probe, options, now));
}

// --- internal ---

async function poll(
  probe: () => Promise<boolean | string>,
  options: WaitOptions,
  now: (reason: string) => void,
): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  let reason = '';
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const outcome = await probe();
      if (outcome === true || outcome === '') return;
      reason = outcome === false ? '' : outcome;
    } catch (error) {
      if (error instanceof StackError) throw error;
      reason = error instanceof Error ? rootMessage(error) : String(error);
    }
    now(reason);
    if (Date.now() >= deadline) {
      const seconds = Math.round(options.timeoutMs / 1000);
      throw new StackError(`waited ${seconds} s for ${options.what}${reason === '' ? '' : `: ${reason}`}`);
    }
    await delay(options.intervalMs ?? 100, undefined, { signal: options.signal });
  }
}

// fetch hides the reason ("connect ECONNREFUSED …") in the cause.
function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
