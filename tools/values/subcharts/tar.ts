import { gunzipSync } from 'node:zlib';
import type { ReadEntry } from 'tar';
import type { ReadLimits } from './read-limits';

/**
 * Reads a .tgz in memory, and calls `visit` for each regular file whose name is wanted.
 * @throws Error when it isn't a whole gzipped tar, holds what no chart package holds, or is beyond the limits
 */
export function readTgz(
  archive: Buffer,
  wanted: (name: string) => boolean,
  visit: (name: string, content: Buffer) => void,
  limits: ReadLimits,
): void {
  const problems: Error[] = [];
  // Loaded here: a check that finds the charts in its cache reads no archive.
  const { Parser } = require('tar') as typeof import('tar');
  const parser = new Parser({
    strict: true,
    maxMetaEntrySize: MAX_META_BYTES,
    filter: (name, entry) => {
      refuse(name, entry as ReadEntry);
      limits.count(name);
      return wanted(name);
    },
    onReadEntry(entry) {
      if (!/File$/.test(entry.type)) return entry.resume();
      const parts: Buffer[] = [];
      entry.on('data', (part) => parts.push(part)).on('end', () => visit(entry.path, Buffer.concat(parts)));
    },
  });
  parser.on('error', (error: Error) => problems.push(error));
  // All that it has to read is here, so that it is done when this returns.
  parser.end(unzip(archive, limits));
  const [problem] = problems;
  if (problem !== undefined) throw new Error(inWords(problem));
}

// --- internal ---

/** Of the long names of one file. */
const MAX_META_BYTES = 2 ** 16;

function unzip(archive: Buffer, limits: ReadLimits): Buffer {
  if (archive[0] !== 0x1f || archive[1] !== 0x8b)
    throw new Error('is not gzipped; `helm package` makes a chart package');
  try {
    const unpacked = gunzipSync(archive, { maxOutputLength: limits.bytesLeft });
    limits.unpacked(unpacked.length);
    return unpacked;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') limits.unpacked(Number.POSITIVE_INFINITY);
    throw new Error('is cut short or damaged: gzip takes it for no whole file; fetch it again');
  }
}

/** Helm packs files below one folder, and nothing else: another entry is there to reach what isn't the chart's. */
function refuse(name: string, { type, linkpath }: ReadEntry): void {
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name) || name.split(/[\\/]/).includes('..'))
    throw new Error(
      `holds ${JSON.stringify(name)}, which is outside of the chart's folder; \`helm package\` makes no such package`,
    );
  if (type === 'SymbolicLink' || type === 'Link')
    throw new Error(
      `holds ${JSON.stringify(name)}, a link to ${JSON.stringify(linkpath ?? '')}; a chart package holds files alone, as \`helm package\` makes it`,
    );
}

function inWords({ message }: Error): string {
  if (/^(Truncated input|TAR_BAD_ARCHIVE)/i.test(message) || /unrecognized archive|checksum/i.test(message))
    return `is no whole tar archive (${message.replace(/^TAR_\w+: /, '')}); fetch it again, or make it with \`helm package\``;
  return message;
}
