/** How long nothing succeeded. */

/**
 * The longest time without a success, in milliseconds: from one success to the next one, from `since` to the first one,
 * and from the last one to `end`.
 * @param times of the successes, in any order; those outside of `since` to `end` don't count
 */
export function longestGap(times: readonly number[], since: number, end: number): number {
  const within = times.filter((time) => time >= since && time <= end).sort((a, b) => a - b);
  const edges = [since, ...within, end];
  return edges.slice(1).reduce((longest, edge, index) => Math.max(longest, edge - (edges[index] ?? edge)), 0);
}
