/**
 * Reads of single keys that come up in the same turn of the event loop and go to the same node, sent as one MGET.
 *
 * Under load that is most of them, and one command of fifty keys costs the app and Redis far less than fifty commands. Alone,
 * a read waits for nothing: the turn ends when there is nothing left to do.
 */

/** Keeps a reply, and with it the time that Redis spends on one command, small. */
const MOST_KEYS = 100;

interface Batch {
  readonly keys: string[];
  readonly values: Promise<(string | null)[]>;
}

export class ReadBatcher {
  private open: Batch | undefined;

  /** @param send asks for all keys at once */
  constructor(private readonly send: (keys: string[]) => Promise<(string | null)[]>) {}

  /** @returns the key's value, null when it has none @throws what `send` does, to every read of the batch */
  get(key: string): Promise<string | null> {
    const batch = this.open ?? this.begin();
    const index = batch.keys.push(key) - 1;
    if (batch.keys.length === MOST_KEYS) this.open = undefined;
    return batch.values.then((values) => values[index] ?? null);
  }

  // --- internal ---

  private begin(): Batch {
    const { promise, resolve } = Promise.withResolvers<(string | null)[]>();
    const batch: Batch = { keys: [], values: promise };
    // Not earlier: what came over other sockets in this turn is still to be looked at.
    setImmediate(() => {
      if (this.open === batch) this.open = undefined;
      resolve(this.send(batch.keys));
    });
    this.open = batch;
    return batch;
  }
}
