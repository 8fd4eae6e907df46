/** Files in the user's cache folder that can be made anew at any time. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { name as project } from '../../package.json';

type Env = Readonly<Record<string, string | undefined>>;

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

/**
 * What is made of a content, read from the cache where an earlier run has made it.
 * @param kind the folder in the cache
 * @param version part of the file's name: raise it whenever what is made comes out differently
 */
export function cachedJson<T>(env: Env, kind: string, version: number, content: string | Buffer, make: () => T): T {
  const checksum = createHash('sha256').update(content).digest('hex');
  const file = path.join(cacheFolder(env), kind, `${version}-${checksum}.json`);
  try {
    return JSON.parse(readCached(file) ?? '');
  } catch {
    // Not there yet, or cut short: it is made again.
  }
  const made = make();
  writeCached(file, JSON.stringify(made));
  return made;
}

/** Where this project keeps what it downloads: the folder of its name in `$XDG_CACHE_HOME`, else in `~/.cache`. */
export function cacheFolder(env: Env): string {
  return path.join(env['XDG_CACHE_HOME'] || path.join(env['HOME'] || homedir(), '.cache'), project);
}
