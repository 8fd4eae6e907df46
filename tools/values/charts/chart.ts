/** The chart that a command works on: this project's own, or the one that `--chart` names. */
import type { ValidateFunction } from 'ajv';
import type { ValuesFile } from '../check/validate';
import type { ChartFolder } from '../deep/chart-tree';
import type { Definitions } from '../deep/custom-definitions';
import type { ChartKnowledge, ChartPlugin } from '../plugin';
import type { BookedRule } from '../rule-book';
import type { JsonSchema } from '../schema/types';
import type { SubchartValue } from '../subcharts/explain';
import type { Subcharts } from '../subcharts/load';
import type { ChartDefaults } from '../yaml/merge';
import type { MapNode } from '../yaml/source';
import type { ChartKnown } from './tree';

/** What a chart knows of its values, with its defaults and those of the charts inside it. */
export interface ForeignChart extends ChartKnown {
  defaults(): ChartDefaults;
}

export interface Chart {
  /** What the plug-in says of all values; `{}` for another chart. */
  readonly schema: JsonSchema;
  validator(): Promise<ValidateFunction>;
  readonly knowledge: ChartKnowledge;
  /** Every rule that a finding can name. */
  readonly book: readonly BookedRule[];
  /** Its values.yaml. */
  defaults(): ValuesFile;
  /** What is known of the values of its subcharts. */
  subcharts(): Subcharts;
  /** What it knows of all its values from its own files; undefined where a plug-in knows better. */
  known(): ForeignChart | undefined;
  /** Its defaults over those of its subcharts, and the dependencies that aren't there. @param values its own, read */
  withSubcharts(values: MapNode): { defaults: ChartDefaults; missing: readonly { name: string; version: string }[] };
  /** What the files of a chart say about a value: of this project's chart, its subcharts alone. */
  explain(path: readonly string[]): SubchartValue | undefined;
  /** Name and version of the chart whose templates see a path; undefined without its package. */
  owner(path: readonly string[]): string | undefined;
  /** The path of a profile's file, for a name that is one. */
  profile(name: string): string | undefined;
  /** The name of the release that is rendered unless another one is asked for. */
  readonly release: string;
  /** Its folders, for Helm. Fails with MissingPackages. @param scratch where there is room for them */
  folders(scratch: string): Promise<ChartFolder>;
  /** The custom resources that it defines. */
  definitions(): Promise<Definitions>;
  /** Where it says how to change a claim in place, by the labels of its object. */
  readonly claimsGuide?: ChartPlugin['claimsGuide'];
  /** How to bring a missing package, after its name: `make deps` brings it. */
  readonly bring: string;
}
