/**
 * Consistency tokens: a position in a replication history, handed out with each write and brought back with a read.
 *
 * A node that holds that history up to that position has seen the write. Clients treat a token as opaque.
 */
import type { ReplicationInfo } from './replication-info';

export interface Token {
  /** The history; the empty text names none: the write succeeded, but where it stands couldn't be learnt. */
  readonly replid: string;
  /** Bytes of that history that include the write. */
  readonly offset: number;
}

/** The token of a write whose position is unknown. No node can vouch for it. */
export const TOKEN_WITHOUT_HISTORY: Token = { replid: '', offset: 0 };

// The leading 1 is the format's version.
const FORMAT = /^1\.([0-9a-f]{40}|)\.(0|[1-9a-z][0-9a-z]{0,10})$/;

export function formatToken(token: Token): string {
  return `1.${token.replid}.${token.offset.toString(36)}`;
}

/** @returns undefined when the text is not a token that this app could have handed out */
export function parseToken(text: string): Token | undefined {
  const match = FORMAT.exec(text);
  if (match === null) return undefined;
  const offset = Number.parseInt(match[2] ?? '', 36);
  return Number.isSafeInteger(offset) ? { replid: match[1] ?? '', offset } : undefined;
}

/** The position that a node has reached. */
export function positionOf(info: ReplicationInfo): Token {
  return { replid: info.replid, offset: info.offset };
}

/**
 * Whether a node's history contains the token's position at all, however far the node itself has come.
 *
 * After a failover a node goes on under a new id, and shares the old one's history only below `secondOffset`.
 */
function sharesHistory(info: ReplicationInfo, token: Token): boolean {
  if (token.replid === '') return false;
  if (token.replid === info.replid) return true;
  return token.replid === info.replid2 && token.offset < info.secondOffset;
}

/** Whether a node that last looked like this has seen everything up to every one of the tokens. */
export function satisfies(info: ReplicationInfo, tokens: readonly Token[]): boolean {
  return tokens.every((token) => sharesHistory(info, token) && info.offset >= token.offset);
}

/** Whether a token claims more than its own history's master has written: it can't have come from here. */
export function isAhead(master: ReplicationInfo, token: Token): boolean {
  return token.replid === master.replid && token.offset > master.offset;
}
