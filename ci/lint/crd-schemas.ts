/** JSON schemas of custom resources. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, parseManifests } from '../../tools/deploy/manifests';
import { strictObject } from '../../tools/values/deep/custom-definitions';

type Schema = { [key: string]: unknown };

interface Definition {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; schema: { openAPIV3Schema: Schema } }[];
  };
}

/** Writes a strict schema, named as kubeconform looks for it, for every version of the definitions in these YAML files. */
export function writeCustomResourceSchemas(dest: string, files: readonly string[]): void {
  for (const file of files) {
    for (const crd of parseManifests(readFileSync(file, 'utf8')).filter(isDefinition)) {
      for (const version of crd.spec.versions) {
        const name = `${crd.spec.names.kind}-${crd.spec.group.split('.')[0]}-${version.name}.json`.toLowerCase();
        const schema = strictObject(version.schema.openAPIV3Schema, `${crd.spec.group}/${version.name}`);
        writeFileSync(join(dest, name), JSON.stringify(schema));
      }
    }
  }
}

// --- internal ---

const isDefinition = (manifest: Manifest): manifest is Manifest & Definition =>
  manifest.kind === 'CustomResourceDefinition';
