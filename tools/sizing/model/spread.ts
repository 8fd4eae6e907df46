/** How many pods it takes so that enough are left when nodes or zones are lost. */

/**
 * The fewest pods of which `needed` are left after the failures, spread evenly over the zones; with one zone, over nodes.
 * Infinity when that many zones can't be lost, or no number of pods would do.
 */
export function podsFor(needed: number, { zones, failures }: { zones: number; failures: number }): number {
  if (zones === 1) return needed + failures;
  if (failures >= zones || !Number.isFinite(needed)) return Number.POSITIVE_INFINITY;
  // The fullest zones are lost; with `each` pods in the fullest one, (zones - failures) of at most that many are left.
  const each = Math.ceil(needed / (zones - failures));
  for (let pods = Math.max(needed, (each - 1) * zones + 1); ; pods += 1) {
    if (pods - failures * Math.ceil(pods / zones) >= needed) return pods;
  }
}

/** The failures to plan for when none are required: the more availability, the more of them at once. */
export function failuresFor(availability: number, zones: number): number {
  if (availability < 99) return 0;
  return availability < 99.99 || zones > 1 ? 1 : 2;
}
