/** Values that switch others off. */
import type { Values } from '../rules/values';

export interface Switch {
  /** What has no effect … */
  ineffective: string;
  /** … while this value … */
  by: string;
  /** … is so. */
  when: boolean | string;
  /** What to do; without it: to turn the switch over. */
  fix?: string;
  /** Where it isn't plain to see. */
  why?: string;
  /** Keys of the map that have an effect nevertheless. */
  keeps?: readonly string[];
  /** When the part is used all the same. */
  unless?: (values: Values) => boolean;
}

/** What is known of a chart's switches beyond that `enabled: false` switches off the map that it stands in. */
export interface Switches {
  /** Those that no `enabled` beside them tells. */
  readonly others: readonly Switch[];
  /** Maps of subcharts in which `enabled` says something else. */
  readonly none: ReadonlySet<string>;
  /** What stays in use while the rest of the map is off, by its path. */
  readonly exceptions: Readonly<Record<string, Pick<Switch, 'keeps' | 'unless'>>>;
  /** Keys of subcharts: in their values the chart's own schema may name an `enabled` that means less. */
  readonly subcharts: ReadonlySet<string>;
}
