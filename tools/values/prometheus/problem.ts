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

/** Something that makes it refuse the whole of it. */
export function problem(path: readonly string[], message: string, fix: string): Problem {
  return { path, severity: 'error', message, fix };
}
