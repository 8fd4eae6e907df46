import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder as projectCacheFolder } from '../../values/subcharts/packages';

/** A folder in the project's cache. */
export function cacheFolder(...parts: string[]): string {
  return join(projectCacheFolder(process.env), ...parts);
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
