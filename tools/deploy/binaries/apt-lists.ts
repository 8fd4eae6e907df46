import { existsSync, mkdirSync } from 'node:fs';
import { StackError } from '../errors';
import { type RunOptions, run } from '../run';
import { cacheFolder } from './cache';
import { findOnPath } from './find';

/**
 * Options for every apt-get call: none as long as the system's package lists are used, else those that point at
 * lists of our own (made when the system's can't be refreshed for want of root).
 */
export function aptOptions(): string[] {
  const own = ownLists();
  return existsSync(own) ? optionsFor(own) : [];
}

/**
 * Refreshes the package lists: the system's as root or with password-less sudo, else a copy in the cache folder.
 * @throws StackError when neither works, which means there is no network or no usable source
 */
export async function refreshLists(options: RunOptions = {}): Promise<void> {
  const attempts: [string, string[]][] = [];
  if (process.getuid?.() === 0) attempts.push(['apt-get', ['update', '-q']]);
  else {
    if (findOnPath(['sudo']) !== undefined) attempts.push(['sudo', ['-n', 'apt-get', 'update', '-q']]);
    attempts.push(['apt-get', [...optionsFor(ownLists()), 'update', '-q']]);
  }
  let lastError = '';
  for (const [binary, args] of attempts) {
    if (args.includes('update') && args.some((argument) => argument.includes(ownLists()))) {
      mkdirSync(`${ownLists()}/lists/partial`, { recursive: true });
      mkdirSync(`${ownLists()}/archives/partial`, { recursive: true });
    }
    const result = await run(binary, args, options);
    if (result.code === 0) return;
    lastError = result.stderr.trim().split('\n').at(-1) ?? '';
  }
  throw new StackError(
    `apt-get update failed: ${lastError}`,
    'Check the network and /etc/apt/sources.list, then run the command again.',
  );
}

// --- internal ---

function ownLists(): string {
  return cacheFolder('apt', 'state');
}

function optionsFor(folder: string): string[] {
  return [
    `Dir::State::lists=${folder}/lists`,
    `Dir::Cache=${folder}`,
    `Dir::Cache::archives=${folder}/archives`,
    'Dir::State::status=/var/lib/dpkg/status',
    'Debug::NoLocking=true',
  ].flatMap((option) => ['-o', option]);
}
