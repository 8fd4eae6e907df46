/** Request ids: a client's own goes through to the response and the logs; without one the request gets a new one. */
import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';

const HEADER = 'X-Request-Id';
// Bounded, and free of anything that could break a log line or a header.
const VALID = /^[A-Za-z0-9._:/+=-]{1,128}$/;

/** Gives the request its id and puts it on the response. */
export function assignRequestId(req: Request, res: Response): void {
  const given = req.headers['x-request-id'];
  res.fields[HEADER] = typeof given === 'string' && VALID.test(given) ? given : randomUUID();
}

export function requestIdOf(res: Response): string | undefined {
  return res.fields[HEADER] as string | undefined;
}
