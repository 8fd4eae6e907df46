/** A short name for the content of a folder. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const DIGITS = 12;

/**
 * SHA-256 over names and contents of all files, cut to twelve digits.
 * @param leftOut names, relative to the folder, of files and folders that don't count
 */
export function digestOf(folder: string, leftOut: readonly string[] = []): string {
  const hash = createHash('sha256');
  for (const file of filesIn(folder, '', leftOut)) {
    const content = readFileSync(path.join(folder, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, DIGITS);
}

// --- internal ---

function filesIn(root: string, folder: string, leftOut: readonly string[]): string[] {
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  const names = entries.map((entry) => ({ entry, name: folder === '' ? entry.name : `${folder}/${entry.name}` }));
  return names
    .filter(({ name }) => !leftOut.includes(name))
    .flatMap(({ entry, name }) => (entry.isDirectory() ? filesIn(root, name, leftOut) : [name]))
    .sort();
}
