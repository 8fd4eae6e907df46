/** What Artifact Hub shows of a chart: https://artifacthub.io/docs/topics/annotations/helm/. What never changes stands in chart/Chart.yaml itself. */
import { stringify } from 'yaml';
import { readImageReference } from '../../deploy/image-reference';
import type { Change } from '../notes/notes';

/** @param images every image that the chart's default values name */
export function annotations(
  version: string,
  changes: readonly Change[],
  images: readonly string[],
): Record<string, string> {
  return {
    'artifacthub.io/prerelease': String(version.includes('-')),
    'artifacthub.io/changes': stringify(shownChanges(changes), { lineWidth: 0 }),
    'artifacthub.io/images': stringify(images.map((image) => ({ name: nameOf(image), image }))),
  };
}

// --- internal ---

/** Helm keeps Chart.yaml in every release's Secret: the whole list stands in the release notes. */
const MAX_CHANGES = 30;

function shownChanges(changes: readonly Change[]): string[] {
  const shown = changes.slice(0, MAX_CHANGES).map(({ subject }) => subject);
  const left = changes.length - shown.length;
  return left > 0 ? [...shown, `and ${left} more: see the release notes`] : shown;
}

/** `redis` of `docker.io/library/redis:8.0@sha256:…`. */
const nameOf = (image: string) => readImageReference(image).repository.replace(/^.*\//, '');
