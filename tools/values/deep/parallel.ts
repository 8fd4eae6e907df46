import { availableParallelism } from 'node:os';

/** What `work` makes of each item, in their order; as many at once as there are processors, up to four. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(WORKERS, items.length) }, worker));
  return results;
}

// --- internal ---

const WORKERS = Math.max(1, Math.min(4, availableParallelism()));
