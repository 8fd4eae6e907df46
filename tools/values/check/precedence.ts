/** Values that lose against another one: the template takes that other one and doesn't look at these. */
import type { Values } from '../rules/values';

export interface Precedence {
  /** What has no effect … */
  readonly loses: readonly string[];
  /** … while this value … */
  readonly to: string;
  /** … is so. Without it: not empty. */
  readonly when?: (value: unknown, values: Values) => boolean;
  /** What counts instead. */
  readonly because: string;
  /** What to do. */
  readonly fix: string;
}
