/** Headers that keep browsers from doing more with a response than show it. */
export const SECURITY_HEADERS = {
  // Stored values are data, whatever they look like.
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  // A response may be old a moment later, and a cache knows nothing of consistency tokens.
  'Cache-Control': 'no-store',
} as const;
