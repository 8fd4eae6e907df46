/** Files in the user's cache folder that can be made anew at any time. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { name as project } from '../../package.json';

/** The text of a cached file, or undefined. */
export function readCached(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Writes it whole or not at all, as two runs may write at once; a read-only home only costs the time. */
export function writeCached(file: string, text: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch {
    // the next run makes it again
  }
}

/** Where this project keeps what it downloads: the folder of its name in `$XDG_CACHE_HOME`, else in `~/.cache`. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  return path.join(env['XDG_CACHE_HOME'] || path.join(env['HOME'] || homedir(), '.cache'), project);
}
