/** Reads manifests from standard input and prints "Kind namespace/name checksum" for each object, sorted. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseManifests } from '../../tools/deploy/manifests';

const lines = parseManifests(readFileSync(0, 'utf8')).map((object) => {
  const checksum = createHash('sha256').update(JSON.stringify(object)).digest('hex').slice(0, 12);
  return `${object.kind} ${object.metadata?.namespace ?? ''}/${object.metadata?.name} ${checksum}`;
});
process.stdout.write(`${lines.sort().join('\n')}\n`);
