/** Which results add up. */
import { type Circumstances, circumstancesKey } from './result';

interface Dated {
  /** ISO 8601. */
  date: string;
  circumstances: Circumstances;
}

/**
 * For each row of a table the results that share the circumstances of the newest one: the newest first, in each row and among the rows.
 * @param results in any order
 */
export function newestAlike<T extends Dated>(results: readonly T[], rowOf: (result: T) => string): [T, ...T[]][] {
  const rows = new Map<string, [T, ...T[]]>();
  for (const result of [...results].sort((a, b) => (a.date < b.date ? 1 : -1))) {
    const row = rowOf(result);
    const known = rows.get(row);
    if (known === undefined) rows.set(row, [result]);
    else if (circumstancesKey(known[0].circumstances) === circumstancesKey(result.circumstances)) known.push(result);
  }
  return [...rows.values()];
}
