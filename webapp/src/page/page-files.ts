/** The page for browsers: static files, which are small and are kept in memory. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Response } from 'express';

/** What the page may load and do: its own files and requests to the app it came from, nothing else. */
export const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export const INDEX = 'index.html';

// The build copies them.
export const PAGE_FOLDER = join(__dirname, 'files');

interface PageFile {
  readonly type: string;
  readonly content: Buffer;
}

/** By name. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** @throws Error when a file can't be read, or has no known type */
export function loadPage(): PageFiles {
  return new Map(readdirSync(PAGE_FOLDER).map((name) => [name, load(name)]));
}

/** Ends a response with a file. A HEAD request gets the same header and no body. */
export function sendPageFile(res: Response, { type, content }: PageFile): void {
  Object.assign(res.fields, PAGE_HEADERS);
  res.statusCode = 200;
  res.fields['Content-Type'] = type;
  res.fields['Content-Length'] = content.length;
  res.end(content);
}

// --- internal ---

function load(name: string): PageFile {
  const type = TYPES[extname(name)];
  if (type === undefined) throw new Error(`the page has a file of an unknown type: ${name}`);
  return { type, content: readFileSync(join(PAGE_FOLDER, name)) };
}
