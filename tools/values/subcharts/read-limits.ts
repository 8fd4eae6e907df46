/** What a chart may hold, with all the charts inside it: others are no charts, and would fill the memory or take minutes. */

/** The largest public charts hold two thousand files and 30 MiB. */
const MAX_FILES = 20_000;
const MAX_BYTES = 200 * 2 ** 20;
/** Charts within charts. */
const MAX_DEPTH = 8;

export class ReadLimits {
  private files = 0;
  private bytes = 0;
  private depth = 0;

  get bytesLeft(): number {
    return Math.max(MAX_BYTES - this.bytes, 1);
  }

  /** One more file. @throws Error when there are too many */
  count(name: string): void {
    if (++this.files > MAX_FILES)
      throw new Error(
        `holds more than ${MAX_FILES} files (at ${JSON.stringify(name)}); a chart never does: is it the right one?`,
      );
  }

  /** So many bytes more. @throws Error when there are too many */
  unpacked(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > MAX_BYTES)
      throw new Error(`holds more than ${MAX_BYTES / 2 ** 20} MiB; a chart never does: is it the right one?`);
  }

  /** Reads a chart inside a chart. @throws Error when it is inside too many */
  inside<T>(read: () => T): T {
    if (this.depth >= MAX_DEPTH) throw new Error(`nests charts more than ${MAX_DEPTH} deep; does a chart hold itself?`);
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }
}
