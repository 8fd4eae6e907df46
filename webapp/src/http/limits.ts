/** Limits that keep one client, or all of them together, from taking the service down. */
import type { RequestHandler } from 'express';
import { Problem } from './problem';

/** Refuses request targets that are too long. @param mostBytes of path and query */
export function limitUrl(mostBytes: number): RequestHandler {
  return (req, _res, next) => {
    if (req.url.length <= mostBytes) return next();
    next(new Problem('url-too-long', `Path and query may have ${mostBytes} bytes.`, { Connection: 'close' }));
  };
}

/** Refuses requests at once while too many are under way, so that those get their answers in time. */
export function limitConcurrency(most: number): RequestHandler {
  let underWay = 0;
  return (_req, res, next) => {
    if (underWay >= most) {
      return next(new Problem('overloaded', `More than ${most} requests are under way. Try again.`));
    }
    underWay += 1;
    res.once('close', () => {
      underWay -= 1;
    });
    next();
  };
}
