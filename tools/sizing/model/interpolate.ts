/** Measured figures at sizes in between. */

/**
 * The value at a size: on the straight line between the two measured sizes around it, that of the smallest size below it,
 * on the last line beyond the largest. Never falls with the size, even where measurements scatter.
 */
export function atSize<Row extends { itemBytes: number }>(
  rows: readonly Row[],
  value: (row: Row) => number,
  itemBytes: number,
): number {
  const points = rising(rows.map((row) => ({ at: row.itemBytes, value: value(row) })));
  const [first] = points;
  if (!first) throw new Error('there are no measurements');
  if (itemBytes <= first.at || points.length === 1) return first.value;
  const next = points.findIndex(({ at }) => at >= itemBytes);
  const upper = next === -1 ? points.length - 1 : next;
  const [low, high] = [points[upper - 1] as Point, points[upper] as Point];
  return low.value + ((high.value - low.value) * (itemBytes - low.at)) / (high.at - low.at);
}

// --- internal ---

interface Point {
  at: number;
  value: number;
}

function rising(points: readonly Point[]): Point[] {
  let max = 0;
  return [...points]
    .sort((a, b) => a.at - b.at)
    .map(({ at, value }) => {
      max = Math.max(max, value);
      return { at, value: max };
    });
}
