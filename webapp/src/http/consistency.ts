/** Consistency tokens and provenance in headers. */
import type { Request, Response } from 'express';
import type { ReadOptions, ReadResult } from '../redis/attempt';
import { formatToken, parseToken, type Token } from '../redis/token';
import type { AppContext } from './context';
import type { Admission } from './limits';
import { Problem } from './problem';

export const TOKEN_HEADER = 'Consistency-Token';

/** What a read asks for: the tokens that it brings, when it is given up, and who is to know how large its values are. */
export function readOptions(req: Request, timeoutMs: number, admission: Admission): ReadOptions {
  const holdValues = (bytes: number) => admission.holdValues(bytes);
  return { tokens: tokensOf(req), deadlineMs: performance.now() + timeoutMs, holdValues };
}

/**
 * Says which node served the read, and whether the response is known to include the writes that the read asked for. The node's name, which is an
 * address within the cluster, is only for those who see it on the page, too.
 */
export function markSource(res: Response, result: ReadResult<unknown>, { page }: AppContext): void {
  res.fields['Served-By'] = result.servedBy;
  if (page !== undefined) res.fields['Served-By-Node'] = result.node;
  if (result.unverified) res.fields['Consistency'] = 'unverified';
}

export function setToken(res: Response, token: Token): void {
  res.fields[TOKEN_HEADER] = formatToken(token);
}

// --- internal ---

function tokensOf(req: Request): Token[] {
  const text = req.headers['consistency-token'];
  if (text === undefined || text === '') return [];
  const token = typeof text === 'string' ? parseToken(text) : undefined;
  if (token !== undefined) return [token];
  throw new Problem('invalid-consistency-token', `Send ${TOKEN_HEADER} exactly as a write returned it.`);
}
