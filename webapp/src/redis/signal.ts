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
    const timer = setTimeout(resolve, ms, false);
    this.waiting.add(done);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.waiting.delete(done);
    }
  }
}
