/** Writes at a steady rate, whatever becomes of each, and tells what became of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestService } from './service';

export interface Write {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly status: number;
  readonly problem: string | undefined;
  readonly retryAfter: string | null;
}

export class SteadyWriter {
  readonly writes: Write[] = [];
  private stopped = false;
  private readonly running: Promise<void>;
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly service: TestService,
    private readonly prefix: string,
    perSecond = 200,
  ) {
    this.running = this.run(1000 / perSecond);
  }

  /** Ends it once every write has its response. */
  async stop(): Promise<readonly Write[]> {
    this.stopped = true;
    await this.running;
    await Promise.all(this.pending);
    return this.writes;
  }

  /** The successful writes that began after this time. */
  successesAfter(ms: number): readonly Write[] {
    return this.writes.filter((write) => write.status < 300 && write.startMs > ms);
  }

  /** How many writes ended with each status and problem. */
  summary(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { status, problem } of this.writes) {
      const kind = problem === undefined ? String(status) : `${status} ${problem}`;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return counts;
  }

  /** The longest time from the end of one successful write to the end of the next. */
  longestGapMs(): number {
    const ends = this.writes.filter(({ status }) => status < 300).map(({ endMs }) => endMs);
    ends.sort((a, b) => a - b);
    return Math.max(0, ...ends.slice(1).map((end, index) => end - (ends[index] as number)));
  }

  // --- internal ---

  private async run(everyMs: number): Promise<void> {
    const startMs = performance.now();
    for (let count = 0; !this.stopped; count += 1) {
      await sleep(Math.max(0, startMs + count * everyMs - performance.now()));
      const write = this.write(`${this.prefix}-${count}`).finally(() => this.pending.delete(write));
      this.pending.add(write);
    }
  }

  private async write(id: string): Promise<void> {
    const startMs = performance.now();
    const { status, json, headers } = await this.service.put(id, 1);
    const problem = status < 300 ? undefined : String(json?.type).replace('/problems/', '');
    const retryAfter = headers.get('retry-after');
    this.writes.push({ id, startMs, endMs: performance.now(), status, problem, retryAfter });
  }
}
