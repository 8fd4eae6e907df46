/** Sends requests at a steady rate, whatever becomes of each, and tells what became of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from './at-end';
import type { TestResponse, TestService } from './service';

export interface Exchange {
  /** Of the request; of a write the item's, too. */
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly status: number;
  readonly problem: string | undefined;
  readonly retryAfter: string | null;
}

export class SteadyClient {
  readonly responses: Exchange[] = [];
  private stopped = false;
  private readonly running: Promise<void>;
  private readonly pending = new Set<Promise<void>>();

  /** @param send a write of an item with that id, unless a test wants something else */
  constructor(
    service: TestService,
    private readonly prefix: string,
    perSecond = 200,
    private readonly send: (id: string) => Promise<TestResponse> = (id) => service.put(id, 1),
  ) {
    this.running = this.run(1000 / perSecond);
    // After a test that failed, too: nothing would end the process otherwise.
    atEnd(() => this.stop());
  }

  /** Ends it once every request has its response. */
  async stop(): Promise<readonly Exchange[]> {
    this.stopped = true;
    await this.running;
    await Promise.all(this.pending);
    return this.responses;
  }

  /** The successful requests that began after this time. */
  successesAfter(ms: number): readonly Exchange[] {
    return this.responses.filter(({ status, startMs }) => status < 300 && startMs > ms);
  }

  /** How many ended with each status and problem. */
  summary(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { status, problem } of this.responses) {
      const kind = problem === undefined ? String(status) : `${status} ${problem}`;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return counts;
  }

  /** The longest time from the end of one success to the end of the next. */
  longestGapMs(): number {
    const ends = this.responses.filter(({ status }) => status < 300).map(({ endMs }) => endMs);
    ends.sort((a, b) => a - b);
    return Math.max(0, ...ends.slice(1).map((end, index) => end - (ends[index] as number)));
  }

  // --- internal ---

  private async run(everyMs: number): Promise<void> {
    const startMs = performance.now();
    for (let count = 0; !this.stopped; count += 1) {
      await sleep(Math.max(0, startMs + count * everyMs - performance.now()));
      const exchange = this.exchange(`${this.prefix}-${count}`).finally(() => this.pending.delete(exchange));
      this.pending.add(exchange);
    }
  }

  private async exchange(id: string): Promise<void> {
    const startMs = performance.now();
    const { status, json, headers } = await this.send(id);
    const problem = status < 300 ? undefined : String(json?.type).replace('/problems/', '');
    const retryAfter = headers.get('retry-after');
    this.responses.push({ id, startMs, endMs: performance.now(), status, problem, retryAfter });
  }
}
