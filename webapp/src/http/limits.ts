/** Limits that keep one client, or all of them together, from taking the service down. */
import type { Request, RequestHandler, Response } from 'express';
import type { LimitsConfig } from '../config/config';
import { READ_FACTOR, REQUEST_BYTES, WRITE_FACTOR } from '../memory/shares';
import type { OverloadMetrics } from '../metrics/overload-metrics';
import { isOneTooMany } from './connections';
import { onceLeft } from './departure';
import { Problem } from './problem';

/** @param maxBytes of path and query @throws Problem when the request target is longer */
export function checkUrlLength(url: string, maxBytes: number): void {
  if (url.length <= maxBytes) return;
  throw new Problem('url-too-long', `Path and query may have ${maxBytes} bytes.`, { Connection: 'close' });
}

export type AsyncHandler = (req: Request, res: Response, admission: Admission) => Promise<void>;

/** What a request is about to take. */
export interface Demand {
  /** Single items count 1, pages and batches the number of their items. */
  readonly items: number;
  /** Of the body, at most. */
  readonly bodyBytes: number;
}

/** A request that was let in, with what it takes of the limits until its response has left this process. */
export interface Admission {
  /**
   * Says how large the values are that the response is made of. To be called before the response is put together.
   *
   * @throws Problem when there is no room for them
   */
  holdValues(bytes: number): void;
}

/** While memory is short this share of the budget can still be used: what was freed may not show as free, and there must be a way back. */
const SHARE_WHILE_SHORT = 0.05;
/** Before the size of a response is known, no request is taken for more than this share. */
const MAX_EXPECTED_SHARE = 0.25;

/**
 * Refuses requests at once while too much is in flight in all of them together, so that what is in flight gets its response in
 * time, and in the memory that there is. Both are limited: requests and bytes. A request is in flight until its response has
 * left this process.
 */
export class Gate {
  private items = 0;
  private bytes = 0;
  /** What the values of one item had lately: the largest, which fades. */
  private itemBytes = 0;

  constructor(
    private readonly limits: Pick<LimitsConfig, 'concurrentRequests' | 'bytesInFlight'>,
    private readonly memory: { readonly isShort: boolean },
    private readonly metrics: OverloadMetrics,
  ) {
    metrics.bytesInFlight(() => this.bytes, limits.bytesInFlight);
  }

  /** @param demandOf what a request is about to take, from its header alone */
  limited(handler: AsyncHandler, demandOf: (req: Request) => Demand): RequestHandler {
    return async (req, res) => {
      const admission = this.admit(req, demandOf(req));
      try {
        await handler(req, res, admission);
      } finally {
        onceLeft(req, res, () => admission.end());
      }
    };
  }

  /** Tries to take room for this many bytes. @throws Problem when there is none */
  take(bytes: number): void {
    const { bytesInFlight } = this.limits;
    if (bytes > bytesInFlight) {
      throw this.overloaded('bytes', 'This is more than the service can hold at once. Ask for fewer items at a time.');
    }
    if (this.bytes + bytes > bytesInFlight) {
      throw this.overloaded('bytes', `More than ${bytesInFlight} bytes are in flight. Try again.`);
    }
    if (this.memory.isShort && this.bytes + bytes > SHARE_WHILE_SHORT * bytesInFlight) {
      throw this.overloaded('memory', 'Memory is short. Try again.');
    }
    this.bytes += bytes;
  }

  /** Gives back what was taken. */
  give(bytes: number, items: number): void {
    this.bytes -= bytes;
    this.items -= items;
  }

  /** Learns what items are like now. */
  sawItems(items: number, bytes: number): void {
    const each = bytes / items;
    this.itemBytes = each > this.itemBytes ? each : this.itemBytes + (each - this.itemBytes) / 100;
  }

  // --- internal ---

  private admit(req: Request, demand: Demand): OpenAdmission {
    const { concurrentRequests, bytesInFlight } = this.limits;
    if (isOneTooMany(req.socket)) {
      throw this.overloaded('connections', 'Too many connections are open. Try again.', { Connection: 'close' });
    }
    const items = Math.min(demand.items, concurrentRequests);
    if (this.items + items > concurrentRequests) {
      throw this.overloaded('requests', `More than ${concurrentRequests} requests are in flight. Try again.`);
    }
    // A write's response has what its body had. How much a read will find can only be guessed.
    const expected = Math.min(READ_FACTOR * this.itemBytes * items, MAX_EXPECTED_SHARE * bytesInFlight);
    const bytes = REQUEST_BYTES + (demand.bodyBytes > 0 ? WRITE_FACTOR * demand.bodyBytes : expected);
    this.take(bytes);
    this.items += items;
    return new OpenAdmission(this, items, bytes);
  }

  private overloaded(reason: OverloadReason, detail: string, headers: Record<string, string> = {}): Problem {
    this.metrics.refused(reason);
    return new Problem('overloaded', detail, headers);
  }
}

type OverloadReason = Parameters<OverloadMetrics['refused']>[0];

// --- internal ---

class OpenAdmission implements Admission {
  constructor(
    private readonly gate: Gate,
    private readonly items: number,
    private bytes: number,
  ) {}

  holdValues(bytes: number): void {
    this.gate.sawItems(this.items, bytes);
    const needed = REQUEST_BYTES + READ_FACTOR * bytes;
    // A read that was sent again elsewhere holds its values once.
    if (needed > this.bytes) this.gate.take(needed - this.bytes);
    else this.gate.give(this.bytes - needed, 0);
    this.bytes = needed;
  }

  end(): void {
    this.gate.give(this.bytes, this.items);
  }
}
