/**
 * `GET /items?limit=&cursor=`: one page of the items in the order of their ids; with ids instead, those items.
 *
 * Every page of a listing must include what the first one's time saw, wherever it is read: the primary's position at the first
 * page goes through all cursors as a token.
 */
import type { Request } from 'express';
import type { Page } from '../../redis/item-store';
import { positionOf, type Token } from '../../redis/token';
import { markSource, readOptions } from '../consistency';
import type { AppContext } from '../context';
import { formatCursor, parseCursor } from '../cursor';
import type { AsyncHandler } from '../limits';
import { Problem } from '../problem';
import { checkQueryNames } from '../query-names';
import { itemJson, sendJson } from '../response';
import { readItems } from './read-items';

const DEFAULT_LIMIT = 50;
const PARAMETERS = ['limit', 'cursor', 'id'];

export function listItems(context: AppContext): AsyncHandler {
  const { store, limits } = context;
  return async (req, res, admission) => {
    checkQueryNames(req.query, PARAMETERS);
    if (req.query['id'] !== undefined) return readItems(context, req, res, admission);
    const limit = limitOf(req, limits.batchItems);
    const cursor = cursorOf(req);
    const options = readOptions(req, limits.requestTimeoutMs, admission);
    const start = cursor === undefined ? await startOfListing(context) : cursor.token;
    const tokens = [...options.tokens, ...(start ? [start] : [])];
    const result = await store.items.page(cursor?.after ?? '', limit, { ...options, tokens, wantPosition: true });
    markSource(res, result, context);
    // A history that is lost can't be asked for again: the listing goes on from where its source stands.
    const token = result.unverified || start === undefined ? result.position : start;
    sendJson(res, 200, pageJson(result.value, token));
  };
}

/** How many items a request for a page or batch is about, before it is checked. */
export function itemsAskedFor(req: Request): number {
  const { id, limit } = req.query;
  if (id !== undefined) return [id].flat().length;
  return Math.max(1, Math.trunc(Number(limit ?? DEFAULT_LIMIT)) || 1);
}

// --- internal ---

async function startOfListing({ store }: AppContext): Promise<Token | undefined> {
  const info = await store.primary.check();
  return info === undefined ? undefined : positionOf(info);
}

function pageJson(page: Page, token: Token | undefined): string {
  const items = page.items.map((item) => itemJson(item.id, item.json)).join(',');
  const next = page.last === undefined ? 'null' : JSON.stringify(formatCursor({ after: page.last, token }));
  return `{"items":[${items}],"next":${next}}`;
}

function limitOf(req: Request, max: number): number {
  const text = req.query['limit'];
  if (text === undefined) return Math.min(DEFAULT_LIMIT, max);
  const limit = typeof text === 'string' && /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= max) return limit;
  throw new Problem('invalid-query', `limit must be a whole number from 1 to ${max}.`);
}

function cursorOf(req: Request) {
  const text = req.query['cursor'];
  if (text === undefined) return undefined;
  const cursor = typeof text === 'string' ? parseCursor(text) : undefined;
  if (cursor !== undefined) return cursor;
  throw new Problem('invalid-query', 'cursor must be the "next" of a page, exactly as it was.');
}
