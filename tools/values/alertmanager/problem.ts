/** What is wrong in a configuration of Alertmanager. */
export interface Problem {
  /** Within the configuration; a place near it where the exact one isn't written. */
  readonly path: readonly string[];
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly fix: string;
  /** It is about the absence of one of these fields, and says nothing new where such a field is misspelt or in the wrong place. */
  readonly without?: readonly string[];
}
