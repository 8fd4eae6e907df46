/** How large processes and folders are. */
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Resident memory in bytes: now (`VmRSS`), or the most there has been (`VmHWM`). */
export function residentBytes(child: ChildProcess, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const [, kibibytes = 0] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(
    readFileSync(`/proc/${child.pid}/status`, 'utf8'),
  ) ?? [undefined, 0];
  return Number(kibibytes) * 1024;
}

/** Bytes of all files in a folder tree. Files that go meanwhile don't count. */
export function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    try {
      bytes += statSync(join(entry.parentPath, entry.name)).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return bytes;
}
