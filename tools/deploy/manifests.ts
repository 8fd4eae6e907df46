/** Kubernetes objects as YAML. */
import { parseAllDocuments } from 'yaml';

/** An object, or another document that stands among objects. */
export interface Manifest {
  kind: string;
  metadata?: { name: string; namespace?: string; labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: manifests of many kinds, read by path and checked where they are used
  [field: string]: any;
}

/** The objects in a text of several documents, such as `helm template` prints; empty documents are none. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}
