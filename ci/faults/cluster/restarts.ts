/** Restarts of containers. */
import type { Pod } from './topology';

/**
 * How many restarts the containers had between two looks. A pod that was made in between counts with all that it has.
 * @returns by "pod/container", those without a restart left out
 */
export function restartsBetween(before: readonly Pod[], after: readonly Pod[]): Map<string, number> {
  const known = new Map(before.flatMap((pod) => countsOf(pod).map(({ key, count }) => [key, count] as const)));
  return new Map(
    after.flatMap((pod) =>
      countsOf(pod).flatMap(({ key, label, count }): [string, number][] => {
        const added = count - (known.get(key) ?? 0);
        return added > 0 ? [[label, added]] : [];
      }),
    ),
  );
}

// --- internal ---

function countsOf({ metadata, status }: Pod): { key: string; label: string; count: number }[] {
  return (status.containerStatuses ?? []).map(({ name, restartCount }) => ({
    key: `${metadata.uid}/${name}`,
    label: `${metadata.name}/${name}`,
    count: restartCount,
  }));
}
