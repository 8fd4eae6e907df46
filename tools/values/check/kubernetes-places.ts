/** Where a chart's values reach Kubernetes or an operator as they are. */

export interface SpecPlace {
  at: readonly string[];
  kind: string;
  /** Keys that the chart calls otherwise than the operator. */
  renamed: Readonly<Record<string, string>>;
}

/** Maps or lists whose entries are parts of a custom resource. */
export interface ListPlace {
  at: readonly string[];
  kind: string;
  /** The keys that lead to it in the spec. */
  pointer: readonly string[];
}

export interface KubernetesPlaces {
  /** Maps most keys of which are fields of the custom resource by the same name. */
  readonly specs: readonly SpecPlace[];
  /** Fields of these for which the chart has a form of its own, or several. */
  readonly ownForm: ReadonlySet<string>;
  readonly lists: readonly ListPlace[];
  /** Parts with a grammar of their own. */
  readonly skipped: ReadonlySet<string>;
  /** Keys of subcharts that call more of a pod's fields as Bitnami's charts do: `extraVolumes`, `sidecars`, `customLivenessProbe`. */
  readonly bitnami: ReadonlySet<string>;
}
