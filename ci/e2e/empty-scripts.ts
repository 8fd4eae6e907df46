/**
 * Helm's post-renderer of the end-to-end test: standard input is what the chart renders, with the scripts of the Redis subchart emptied.
 *
 * Which scripts its published package holds can't be told from its source. A release that works without them doesn't use them.
 */
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

const SCRIPTS = /-redis-(scripts|health)$/;

let emptied = 0;
// All others are passed on as they came: what is written anew may be read in another way.
const documents = readFileSync(0, 'utf8').split(/^---\n/m);
const out = documents.map((text) => {
  if (!/^kind: ConfigMap$/m.test(text)) return text;
  const object = parse(text);
  if (!SCRIPTS.test(object.metadata.name)) return text;
  emptied += 1;
  return stringify({ ...object, data: Object.fromEntries(Object.keys(object.data).map((file) => [file, ''])) });
});
if (emptied === 0) throw new Error('no ConfigMap of the Redis subchart with scripts was rendered');
process.stdout.write(out.join('---\n'));
