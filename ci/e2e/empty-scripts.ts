/**
 * Helm's post-renderer of the end-to-end test: standard input is what the chart renders, with the scripts of the Redis subchart emptied.
 *
 * Which scripts its published package holds can't be told from its source. A release that works without them doesn't use them.
 */
import { readFileSync } from 'node:fs';
import { parseAllDocuments, stringify } from 'yaml';

const SCRIPTS = /-redis-(scripts|health)$/;

const documents = parseAllDocuments(readFileSync(0, 'utf8')).map((document) => document.toJS());
let emptied = 0;
for (const object of documents) {
  if (object?.kind !== 'ConfigMap' || !SCRIPTS.test(object.metadata.name)) continue;
  for (const file of Object.keys(object.data)) object.data[file] = '';
  emptied += 1;
}
if (emptied === 0) throw new Error('no ConfigMap of the Redis subchart with scripts was rendered');
console.log(
  documents
    .filter(Boolean)
    .map((object) => stringify(object, { lineWidth: 0 }))
    .join('---\n'),
);
