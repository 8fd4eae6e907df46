/**
 * Runs several works at once. The first failure interrupts the others, and is thrown once all have ended: none goes on unseen.
 * @param signal interrupts all of them
 */
export async function together(
  signal: AbortSignal | undefined,
  ...works: ((signal: AbortSignal) => Promise<unknown>)[]
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])]);
  let first: { error: unknown } | undefined;
  const run = async (work: (signal: AbortSignal) => Promise<unknown>) => {
    try {
      await work(either);
    } catch (error) {
      first ??= { error };
      failed.abort();
    }
  };
  await Promise.all(works.map(run));
  if (first !== undefined) throw first.error;
}
