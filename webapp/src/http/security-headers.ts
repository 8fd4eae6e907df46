/** Headers that keep browsers from doing more with an answer than show it. */
import type { ServerResponse } from 'node:http';

export const SECURITY_HEADERS = {
  // Stored values are data, whatever they look like.
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  // An answer may be old a moment later, and a cache knows nothing of consistency tokens.
  'Cache-Control': 'no-store',
} as const;

const ENTRIES = Object.entries(SECURITY_HEADERS);

export function setSecurityHeaders(res: ServerResponse): void {
  for (const [name, value] of ENTRIES) res.setHeader(name, value);
}
