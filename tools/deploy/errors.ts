/** A failure the user can act on: what went wrong, and the way out. A bug is any other kind of error. */
export class StackError extends Error {
  override name = 'StackError';

  /**
   * @param message what failed and where, in one sentence
   * @param hint how to mend it; printed under the message
   * @param exitCode what the command exits with: 1 for a failure, 2 for wrong usage
   * @param details what led to it, such as a program's output; printed before the message
   */
  constructor(
    message: string,
    readonly hint = '',
    readonly exitCode = 1,
    readonly details = '',
  ) {
    super(message);
  }
}

/** An interruption of which the user has been told what it leaves. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** The text a user sees for any thrown value: message and hint of a StackError, the stack trace of anything else. */
export function describeError(error: unknown): string {
  if (error instanceof StackError) return error.hint === '' ? error.message : `${error.message}\n${error.hint}`;
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}

/** For the end of a program of this name: says why it failed, and makes it end with the error's exit code. */
export const reportFailure =
  (name: string) =>
  (error: unknown): void => {
    process.stderr.write(`${name}: ${describeError(error)}\n`);
    process.exitCode = error instanceof StackError ? error.exitCode : 1;
  };
