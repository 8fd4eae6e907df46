/**
 * What a plug-in supplies: all that is known of one chart beyond what its files say. The engine works without one;
 * this project's chart is one, in a folder of its own.
 */
import type { ValidateFunction } from 'ajv';
import type { Chart } from './charts/chart';
import type { CheckName } from './check/checks';
import type { KubernetesPlaces } from './check/kubernetes-places';
import type { Precedence } from './check/precedence';
import type { Switches } from './check/switches';
import type { DeepCheckName } from './deep/sheets';
import type { Io } from './io';
import type { BookedRule, RuleName } from './rule-book';
import type { RuleExample } from './rule-sheet';
import type { Rule } from './rules/rule';
import type { JsonSchema } from './schema/types';

/** Where a value went: what to write, and the new places where the value has the same form. */
export interface Renamed {
  readonly to: string;
  readonly places: readonly (readonly string[])[];
}

/** What the checks ask about a chart. */
export interface ChartKnowledge {
  /** Rules about several values at once. */
  readonly rules: readonly Rule<RuleName>[];
  /** What to write instead of a key that a subchart knew once; undefined where it never did. */
  renamedTo(path: readonly string[]): Renamed | undefined;
  /** The key of the map with a component's settings, by the path of the map that holds its switch alone. */
  readonly settingsOf: Readonly<Record<string, string>>;
  /** Values that lose against another one. */
  readonly precedences: readonly Precedence[];
  /** Image registries under these keys lose to one for all. */
  readonly globalRegistry?: { readonly under: readonly string[]; readonly to: string };
  readonly switches: Switches;
  readonly kubernetes: KubernetesPlaces;
  /** Paths of values whose templates take another kind than that of the default too. */
  readonly anyKind: ReadonlySet<string>;
  /** Whether a null at a path of the chart's own values is harmless: something else has a default for it. */
  dispensable(path: readonly string[]): boolean;
}

/** A chart that the tool knows more of than its files. */
export interface ChartPlugin {
  /** Its folder below the project's root. */
  chartFolder(root: string): string;
  /** The name of the release that `validate --deep` renders unless another one is asked for. */
  readonly release: string;
  /** The schema of all its values, bundled. */
  schema(root: string): JsonSchema;
  validator(schema: JsonSchema): Promise<ValidateFunction>;
  readonly knowledge: ChartKnowledge;
  /** Every rule that a finding can name. */
  readonly book: readonly BookedRule[];
  /** How the claims of a StatefulSet with these labels are replaced; undefined where it isn't written. */
  claimsGuide(labels: Readonly<Record<string, unknown>>): string | undefined;
  /** The names of its profiles: values files to start from. */
  readonly profiles: readonly string[];
  /** Where the file of a profile would be. */
  profileFile(root: string, name: string): string;
}

/** An example for each check of the engine. */
export type CheckExamples = Readonly<Record<CheckName | DeepCheckName, RuleExample>>;

/** What a command sees: the outside, this project's chart, and the one that it works on. */
export interface CommandIo extends Io {
  own: ChartPlugin;
  chart: Chart;
}
