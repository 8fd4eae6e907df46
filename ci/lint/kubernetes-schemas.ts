/** JSON schemas of the Kubernetes API. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REFERENCE = '/api/_definitions.json#/$defs/';

/** Points every reference into the file's own `definitions` and collects the names that it needs. */
function localize(node: unknown, needed: Set<string>): unknown {
  if (Array.isArray(node)) return node.map((item) => localize(item, needed));
  if (typeof node !== 'object' || node === null) return node;
  const copy: { [key: string]: unknown } = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref' && typeof value === 'string') {
      const name = value.replace(REFERENCE, '').replace('#/$defs/', '');
      needed.add(name);
      copy[key] = `#/definitions/${name}`;
    } else copy[key] = localize(value, needed);
  }
  return copy;
}

/** Writes those of `folder` so that each file stands alone, as kubeconform wants them. */
export function writeKubernetesSchemas(dest: string, folder: string): void {
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const all: { [name: string]: unknown } = read('_definitions.json').$defs;
  for (const file of readdirSync(folder)) {
    if (file.startsWith('_') || file === 'all.json') continue;
    const schema = read(file);
    // Only what can stand in a manifest: parts of objects have no kind.
    if (!schema.properties?.kind || !schema.properties?.apiVersion) continue;
    const needed = new Set<string>();
    const root = localize(schema, needed) as { [key: string]: unknown };
    delete root['$schema'];
    const definitions: { [name: string]: unknown } = {};
    for (const name of needed) definitions[name] = localize(all[name], needed); // the set grows while it is walked
    writeFileSync(join(dest, file), JSON.stringify({ ...root, definitions }));
  }
}
