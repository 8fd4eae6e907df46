/** Which acknowledged writes are gone. */
import type { LoadReport } from './events';

export interface Loss {
  acknowledged: number;
  lost: number;
  /** From the acknowledgement of the first lost write to that of the last one, in milliseconds. */
  spanMs: number;
}

/** @throws Error for a missing write that was never acknowledged, which would be a mistake of the load */
export function lossOf({ acks, missing }: Pick<LoadReport, 'acks' | 'missing'>): Loss {
  const timeOf = new Map(acks);
  const times = missing.map((number) => {
    const time = timeOf.get(number);
    if (time === undefined) throw new Error(`write ${number} is missing and was not acknowledged`);
    return time;
  });
  const [first, last] = times.reduce(
    ([low, high], time) => [Math.min(low, time), Math.max(high, time)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return { acknowledged: timeOf.size, lost: new Set(missing).size, spanMs: times.length > 0 ? last - first : 0 };
}
