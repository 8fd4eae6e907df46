/** Reads a .tgz in memory: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, section ustar. */
import { gunzipSync } from 'node:zlib';

const BLOCK = 512;
/** Larger archives aren't chart packages; the limit keeps a gzip bomb from filling the memory. */
const MAX_UNPACKED = 200 * 2 ** 20;

/** Calls `visit` for each regular file, with a function that gives its content. Throws when it isn't a gzipped tar. */
export function readTgz(archive: Buffer, visit: (name: string, content: () => Buffer) => void): void {
  const tar = gunzipSync(archive, { maxOutputLength: MAX_UNPACKED });
  let longName: string | undefined;
  for (let offset = 0; offset + BLOCK <= tar.length; ) {
    const header = tar.subarray(offset, offset + BLOCK);
    if (header[0] === 0) break;
    const size = Number.parseInt(text(header, 124, 12), 8);
    if (!Number.isFinite(size) || text(header, 257, 5) !== 'ustar') throw new Error('is not a tar archive');
    const start = offset + BLOCK;
    const type = String.fromCharCode(header[156] as number);
    if (type === 'x') longName = paxPath(tar.toString('utf8', start, start + size));
    else if (type === 'L') longName = text(tar, start, size);
    else {
      const prefix = text(header, 345, 155);
      const name = longName ?? (prefix ? `${prefix}/${text(header, 0, 100)}` : text(header, 0, 100));
      if (type === '0' || type === '\0') visit(name, () => tar.subarray(start, start + size));
      longName = undefined;
    }
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
  }
}

// --- internal ---

/** A field that ends at its first NUL or its length. */
function text(buffer: Buffer, start: number, length: number): string {
  const end = buffer.indexOf(0, start);
  return buffer.toString('utf8', start, end < 0 || end > start + length ? start + length : end).trim();
}

function paxPath(records: string): string | undefined {
  return /^\d+ path=(.*)$/m.exec(records)?.[1];
}
