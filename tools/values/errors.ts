/** The person at the keyboard asked for something that can't be: shown with the usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something in the project's own sources is wrong (a schema without a description, say): exit code 1, no stack. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
