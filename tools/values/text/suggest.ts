/** “Did you mean …?”: close enough to be a slip of the finger, far enough from guessing. */

/** The candidate that `typed` most probably stands for, or undefined. Case and dashes don't count. */
export function suggest(typed: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = normal(candidate) === normal(typed) ? 0 : editDistance(typed, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best !== undefined && bestDistance <= allowedDistance(typed, best) ? best : undefined;
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (last[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let best = Math.min(substitution, (last[column] as number) + 1, (current[column - 1] as number) + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforeLast[column - 2] as number) + 1);
      }
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] as number;
}

// --- internal ---

const normal = (key: string) => key.toLowerCase().replace(/[-_]/g, '');

/** Short words are all close to each other: nothing under three letters, one slip up to seven, two beyond. */
function allowedDistance(typed: string, candidate: string): number {
  const length = Math.min(typed.length, candidate.length);
  if (length < 3) return 0;
  return length < 8 ? 1 : 2;
}
