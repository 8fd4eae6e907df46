/** Keeps the index of ids free of expired items. Each pod sweeps; the script makes that harmless. */
import type { Logger } from 'pino';
import type { ItemStore } from './item-store';
import type { Primary } from './primary';

const INTERVAL_MS = 5000;
/** Between two full batches: a backlog goes at up to a thousand items a second. */
const BACKLOG_INTERVAL_MS = 100;
const BACKLOG = 100;

export class Sweeper {
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly store: ItemStore,
    private readonly primary: Primary,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.schedule(INTERVAL_MS);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  // --- internal ---

  private schedule(afterMs: number): void {
    if (!this.closed) this.timer = setTimeout(() => void this.run(), afterMs);
  }

  private async run(): Promise<void> {
    let swept = 0;
    try {
      if (this.primary.lastInfo !== undefined) swept = await this.store.sweep();
    } catch (error) {
      // The next round tries again; until then pages skip what is left.
      this.log.debug({ err: error }, 'sweep failed');
    }
    this.schedule(swept >= BACKLOG ? BACKLOG_INTERVAL_MS : INTERVAL_MS);
  }
}
