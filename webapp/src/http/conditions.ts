/** Conditional writes (RFC 9110, 13.1): `If-None-Match: *` creates only, `If-Match` replaces only what the client saw. */
import type { Request, Response } from 'express';
import { type Condition, etagOf } from '../redis/item-store';
import { Problem } from './problem';

const TAG = '(?:W/)?"[\\x21\\x23-\\x7e]*"';
/** `*`, or a list of entity tags, strong or weak. */
export const MATCH_PATTERN = `^\\s*(?:\\*|${TAG}(?:\\s*,\\s*${TAG})*)\\s*$`;
const VALID_MATCH = new RegExp(MATCH_PATTERN);
// The tags that this app hands out. If-Match compares strongly, so others, and weak ones, match nothing.
const OWN_TAG = /(?<!W\/)"([0-9a-f]{40})"/g;
/** More are no use to anybody, and would only keep Redis busy. */
const MAX_TAGS = 20;

/** Says which state of an item a response shows. */
export function setEntityTag(res: Response, valueJson: string): void {
  res.fields['ETag'] = `"${etagOf(valueJson)}"`;
}

/** @throws Problem when the headers can't be understood */
export function conditionOf(req: Request): Condition | undefined {
  const match = req.headers['if-match'];
  const noneMatch = req.headers['if-none-match'];
  if (match === undefined && noneMatch === undefined) return undefined;
  if (match !== undefined && noneMatch !== undefined) throw invalid('Send If-Match or If-None-Match, not both.');
  if (noneMatch !== undefined) {
    if (noneMatch.trim() === '*') return 'absent';
    throw invalid('A write takes If-None-Match: * only, which creates and never replaces.');
  }
  if (match?.trim() === '*') return 'present';
  if (match === undefined || !VALID_MATCH.test(match))
    throw invalid('If-Match takes * or ETags as a response gave them.');
  const etags = Array.from(match.matchAll(OWN_TAG), (tag) => tag[1] as string);
  if (etags.length > MAX_TAGS) throw invalid(`If-Match takes up to ${MAX_TAGS} ETags.`);
  return etags;
}

// --- internal ---

function invalid(detail: string): Problem {
  return new Problem('invalid-condition', detail);
}
