import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where downloads are kept between runs: `$XDG_CACHE_HOME/tme1crv`, else `~/.cache/tme1crv`. */
export function cacheFolder(...parts: string[]): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tme1crv', ...parts);
}

/**
 * Makes a folder appear whole or not at all: `fill` works in a temporary folder beside it, which then takes its name.
 * When another process was faster, its folder stays and ours is thrown away.
 */
export async function createAtomically(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const temporary = mkdtempSync(`${folder}.`);
  try {
    await fill(temporary);
    if (!existsSync(folder)) renameSync(temporary, folder);
  } catch (error) {
    const lostTheRace = error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY';
    if (!lostTheRace) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
