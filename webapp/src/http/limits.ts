/** Limits that keep one client, or all of them together, from taking the service down. */
import type { Request, RequestHandler, Response } from 'express';
import { Problem } from './problem';

/** @param mostBytes of path and query @throws Problem when the request target is longer */
export function checkUrlLength(url: string, mostBytes: number): void {
  if (url.length <= mostBytes) return;
  throw new Problem('url-too-long', `Path and query may have ${mostBytes} bytes.`, { Connection: 'close' });
}

export type AsyncHandler = (req: Request, res: Response) => Promise<void>;

/**
 * Makes handlers that refuse at once while too much is under way in all of them together, so that what is under way gets its
 * answer in time, and in the memory that there is. A request is under way until its answer has left this process.
 *
 * @param most how many requests for one item, or pages and batches by the number of their items
 */
export function limitConcurrency(
  most: number,
): (handler: AsyncHandler, itemsOf?: (req: Request) => number) => RequestHandler {
  let underWay = 0;
  return (handler, itemsOf) => async (req, res) => {
    const items = Math.min(itemsOf?.(req) ?? 1, most);
    if (underWay + items > most)
      throw new Problem('overloaded', `More than ${most} requests are under way. Try again.`);
    underWay += items;
    const done = () => {
      underWay -= items;
    };
    try {
      await handler(req, res);
    } finally {
      if (hasLeft(res)) done();
      else res.once('close', done);
    }
  };
}

// --- internal ---

/** Whether nothing of an answer waits for a client that is slow to take it; of one that is yet to come, an error's, nothing does. */
function hasLeft(res: Response): boolean {
  return res.destroyed || (res.socket?.writableLength ?? 0) === 0;
}
