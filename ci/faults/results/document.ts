/** docs/faults.md: brings its table up to date with the results. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readResults } from './file';
import { withFaultsTable } from './table';

export const DOCUMENT = 'docs/faults.md';
export const RESULTS = 'docs/faults-results.jsonl';

/** The document as it has to be. @throws SourceError for a faulty results file or a document without its comments */
export function faultsDocument(root: string): string {
  return withFaultsTable(readFileSync(path.join(root, DOCUMENT), 'utf8'), readResults(path.join(root, RESULTS)));
}

export function updateDocument(root: string): void {
  writeFileSync(path.join(root, DOCUMENT), faultsDocument(root));
}
