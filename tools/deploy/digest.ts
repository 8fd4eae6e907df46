/** A short name for the content of a folder. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const DIGITS = 12;

/**
 * SHA-256 over names and contents of all files, cut to twelve digits.
 * @param counts false for a name, relative to the folder, of a file or folder that doesn't count
 */
export function digestOf(folder: string, counts: (name: string) => boolean = () => true): string {
  const hash = createHash('sha256');
  for (const file of filesIn(folder, '', counts)) {
    const content = readFileSync(path.join(folder, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, DIGITS);
}

// --- internal ---

function filesIn(root: string, folder: string, counts: (name: string) => boolean): string[] {
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  const names = entries.map((entry) => ({ entry, name: folder === '' ? entry.name : `${folder}/${entry.name}` }));
  return names
    .filter(({ name }) => counts(name))
    .flatMap(({ entry, name }) => (entry.isDirectory() ? filesIn(root, name, counts) : [name]))
    .sort();
}
