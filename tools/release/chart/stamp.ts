/** The released chart's own files: version, image and annotations, in an exported copy. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { IMAGE_NAME } from '../published';

/** Writes the version into Chart.yaml and, with its digest, the image into values.yaml. */
export function stampChart(chart: string, version: string, image: { registry: string; digest: string }): void {
  edit(join(chart, 'Chart.yaml'), { version, appVersion: version });
  // The chart's image has a registry of its own, which a path belongs to the repository of.
  const [host = '', ...path] = image.registry.split('/');
  const repository = [...path, IMAGE_NAME].join('/');
  edit(join(chart, 'values.yaml'), {
    'webapp.image.registry': host,
    'webapp.image.repository': repository,
    'webapp.image.digest': image.digest,
  });
}

/** Adds annotations to Chart.yaml. */
export function annotateChart(chart: string, annotations: Readonly<Record<string, string>>): void {
  const file = join(chart, 'Chart.yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  for (const [name, value] of Object.entries(annotations)) document.setIn(['annotations', name], value);
  writeFileSync(file, document.toString(AS_WRITTEN));
}

// --- internal ---

/** What isn't changed stays as it is written. */
const AS_WRITTEN = { lineWidth: 0, flowCollectionPadding: false };

/** Sets values by their path and keeps comments. */
function edit(file: string, values: Readonly<Record<string, string>>): void {
  const document = parseDocument(readFileSync(file, 'utf8'));
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split('.');
    if (!document.hasIn(keys)) throw new Error(`${file} has no ${path}`);
    document.setIn(keys, value);
  }
  writeFileSync(file, document.toString(AS_WRITTEN));
}
