/** Values that can be recognized in a render: each in place of one of the user's. */
import type { Json } from '../json';
import type { Unit } from './given-values';

/** Whether another value can take its place that shows up wherever it is printed. */
export const isMarkable = ({ value, option }: Unit) => !option && marked(value, 0) !== undefined;
/** The value that takes its place, another one for each `at`. */
export const markOf = ({ value }: Unit, at: number) => marked(value, at)?.value as Json;

/** Another value of the same kind, and in it what is unlike anything in a chart; of a list, its first text. */
export function marked(value: Json, at: number): { value: Json; marks: readonly string[] } | undefined {
  if (typeof value === 'number') {
    const other = 77_310_001 + at;
    // A template that prints a number of a million or more writes it with an exponent; toYaml doesn't.
    return { value: other, marks: [String(other), other.toExponential().replace('e+', 'e+0')] };
  }
  if (typeof value === 'string') return { value: `zqx${at}xqz`, marks: [`zqx${at}xqz`] };
  if (typeof value !== 'object' || value === null) return undefined;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  for (const [key, child] of Object.entries(value)) {
    const inner = typeof child === 'number' ? undefined : marked(child as Json, at);
    if (inner) return { value: Object.assign(copy, { [key]: inner.value }), marks: inner.marks };
  }
  return undefined;
}
