import { gunzipSync } from 'node:zlib';
import { Parser } from 'tar';

/** Larger archives aren't chart packages; the limit keeps a gzip bomb from filling the memory. */
const MAX_UNPACKED_BYTES = 200 * 2 ** 20;

/**
 * Reads a .tgz in memory, and calls `visit` for each regular file whose name is wanted.
 * @throws Error when it isn't a whole gzipped tar
 */
export function readTgz(
  archive: Buffer,
  wanted: (name: string) => boolean,
  visit: (name: string, content: Buffer) => void,
): void {
  const problems: Error[] = [];
  const parser = new Parser({
    strict: true,
    filter: (name) => wanted(name),
    onReadEntry(entry) {
      if (!/File$/.test(entry.type)) return entry.resume();
      const parts: Buffer[] = [];
      entry.on('data', (part) => parts.push(part)).on('end', () => visit(entry.path, Buffer.concat(parts)));
    },
  });
  parser.on('error', (error: Error) => problems.push(error));
  // All that it has to read is here, so that it is done when this returns.
  parser.end(gunzipSync(archive, { maxOutputLength: MAX_UNPACKED_BYTES }));
  const [problem] = problems;
  if (problem !== undefined) throw problem;
}
