/** Medians and spreads: rounds on a machine with neighbours differ, and a mean would follow the worst of them. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError without values */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new RangeError('no values');
  return { median: (low + high) / 2, min: sorted[0] as number, max: sorted.at(-1) as number };
}

/** Ratios round by round: both ran within seconds of each other, so what the neighbours did cancels out. */
export function ratios(values: readonly number[], yardstick: readonly number[]): Spread {
  return spreadOf(values.map((value, round) => value / (yardstick[round] as number)));
}
