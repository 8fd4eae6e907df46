/** JSON schemas of custom resources. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, parseManifests } from '../../tools/deploy/manifests';

type Schema = { [key: string]: unknown };

interface Definition {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; schema: { openAPIV3Schema: Schema } }[];
  };
}

/** The API server prunes unknown fields without a word; a check should not. */
export function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: Schema = {};
  for (const [key, value] of Object.entries(schema)) copy[key] = strict(value);
  if (copy['x-kubernetes-int-or-string']) delete copy['type'];
  const closed = copy['type'] === 'object' && copy['properties'] && !copy['x-kubernetes-preserve-unknown-fields'];
  if (closed && copy['additionalProperties'] === undefined) copy['additionalProperties'] = false;
  return copy;
}

/** Writes a strict schema, named as kubeconform looks for it, for every version of the definitions in these YAML files. */
export function writeCustomResourceSchemas(dest: string, files: readonly string[]): void {
  for (const file of files) {
    for (const crd of parseManifests(readFileSync(file, 'utf8')).filter(isDefinition)) {
      for (const version of crd.spec.versions) {
        const name = `${crd.spec.names.kind}-${crd.spec.group.split('.')[0]}-${version.name}.json`.toLowerCase();
        const schema = strict(version.schema.openAPIV3Schema) as Schema;
        // The definitions leave these two untyped, and a closed object would refuse what is in them.
        const properties = schema['properties'] as Schema;
        properties['apiVersion'] = { const: `${crd.spec.group}/${version.name}` };
        properties['metadata'] = { type: 'object' };
        writeFileSync(join(dest, name), JSON.stringify(schema));
      }
    }
  }
}

// --- internal ---

const isDefinition = (manifest: Manifest): manifest is Manifest & Definition =>
  manifest.kind === 'CustomResourceDefinition';
