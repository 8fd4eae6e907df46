/** The table of docs/faults.md, from the results of `make faults`. */
import { existsSync } from 'node:fs';
import { DOCUMENT, faultsDocument } from '../../../ci/faults/results/document';
import { inRoot } from '../project';
import type { GeneratedFile, GeneratorInput } from './registry';

/** Without the page there is nothing to write: its text isn't generated. */
export function generateFaultsTable({ root }: GeneratorInput): GeneratedFile[] {
  return existsSync(inRoot(root, DOCUMENT)) ? [{ path: DOCUMENT, content: faultsDocument(root) }] : [];
}
