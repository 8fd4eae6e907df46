/**
 * Cursors for paging: the last id of a page, and the position in the replication history that the whole listing needs, so that
 * a page from a replica that lags more than the first one's source can't miss an item. Opaque to clients.
 */
import { formatToken, parseToken, type Token } from '../redis/token';
import { ID_PATTERN } from './item-id';

export interface Cursor {
  readonly after: string;
  /** Undefined when no node could tell where it stood. */
  readonly token: Token | undefined;
}

const VALID_ID = new RegExp(ID_PATTERN);

export function formatCursor(cursor: Cursor): string {
  const token = cursor.token === undefined ? '' : formatToken(cursor.token);
  return Buffer.from(`${token}/${cursor.after}`).toString('base64url');
}

/** @returns undefined when this app can't have made it */
export function parseCursor(text: string): Cursor | undefined {
  const [tokenText = '', after = '', ...rest] = Buffer.from(text, 'base64url').toString('latin1').split('/');
  if (rest.length > 0 || !VALID_ID.test(after)) return undefined;
  const token = parseToken(tokenText);
  if (token === undefined && tokenText !== '') return undefined;
  return { after, token };
}
