/**
 * What comes up in the same turn of the event loop for the same node, sent as one command.
 *
 * Under load that is most of it, and one command for fifty items costs the app and Redis far less than fifty commands. Alone,
 * a request waits for nothing: the turn ends when there is nothing left to do.
 */

/** Keeps a command, and with it the time for which Redis does nothing else, small. */
export const MAX_BATCH = 100;

interface Batch<Q, R> {
  readonly queries: Q[];
  readonly replies: Promise<readonly R[]>;
}

export class Batcher<Q, R> {
  private open: Batch<Q, R> | undefined;

  /**
   * @param send asks for all at once, and returns the replies in the same order
   * @param max how many go out together
   */
  constructor(
    private readonly send: (queries: readonly Q[]) => Promise<readonly R[]>,
    private readonly max = MAX_BATCH,
  ) {}

  /** @throws what `send` does, to everyone in the batch */
  async add(query: Q): Promise<R> {
    const batch = this.open ?? this.begin();
    const index = batch.queries.push(query) - 1;
    if (batch.queries.length === this.max) this.open = undefined;
    return (await batch.replies)[index] as R;
  }

  // --- internal ---

  private begin(): Batch<Q, R> {
    const { promise, resolve } = Promise.withResolvers<readonly R[]>();
    const batch: Batch<Q, R> = { queries: [], replies: promise };
    // Not earlier: what came over other sockets in this turn is still to be looked at.
    setImmediate(() => {
      if (this.open === batch) this.open = undefined;
      resolve(this.send(batch.queries));
    });
    this.open = batch;
    return batch;
  }
}
