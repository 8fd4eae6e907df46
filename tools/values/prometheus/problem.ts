/** What is wrong in a configuration of Prometheus or Alertmanager. */
export interface Problem {
  /** Within the configuration; a place near it where the exact one isn't written. */
  readonly path: readonly string[];
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly fix: string;
  /** It is about the absence of one of these fields, and says nothing new where such a field is misspelt or in the wrong place. */
  readonly without?: readonly string[];
}

/** A word that Prometheus doesn't know. */
export const notAmong = (path: readonly string[], value: unknown, known: readonly string[]): Problem =>
  problem(path, `is ${JSON.stringify(value)}; Prometheus knows ${known.join(', ')}`, 'use one of these');

/** Something that makes it refuse the whole of it. */
export function problem(path: readonly string[], message: string, fix: string): Problem {
  return { path, severity: 'error', message, fix };
}
