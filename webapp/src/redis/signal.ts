/** Something that happens now and again, and can be waited for. */
export class Signal {
  private readonly waiting = new Set<() => void>();

  /** Ends the waiting of everybody who waits now. */
  fire(): void {
    for (const done of this.waiting) done();
  }

  /** @returns whether it happened within the time */
  async within(ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const done = () => resolve(true);
    // A process that was held up finds the time over and what came meanwhile at once. What came counts.
    const timer = setTimeout(() => setImmediate(resolve, false), ms);
    this.waiting.add(done);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.waiting.delete(done);
    }
  }
}
