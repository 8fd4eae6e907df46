/** Reads manifests from standard input and prints "Kind namespace/name checksum" for each object, sorted. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

interface KubernetesObject {
  kind: string;
  metadata: { name: string; namespace?: string };
}

const lines = parseAllDocuments(readFileSync(0, 'utf8'))
  .map((document) => document.toJS() as KubernetesObject | null)
  .filter((object) => object !== null)
  .map((object) => {
    const checksum = createHash('sha256').update(JSON.stringify(object)).digest('hex').slice(0, 12);
    return `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name} ${checksum}`;
  });
process.stdout.write(`${lines.sort().join('\n')}\n`);
