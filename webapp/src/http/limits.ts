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
 * Makes handlers that refuse at once while too many requests are being worked on in all of them together, so that those get
 * their answers in time.
 */
export function limitConcurrency(most: number): (handler: AsyncHandler) => RequestHandler {
  let underWay = 0;
  return (handler) => async (req, res) => {
    if (underWay >= most) throw new Problem('overloaded', `More than ${most} requests are under way. Try again.`);
    underWay += 1;
    try {
      await handler(req, res);
    } finally {
      underWay -= 1;
    }
  };
}
