/** What to do about a field that can't be changed in place. */
import { isObject } from '../../json';
import type { FieldChange } from '../compare';
import { fieldAt, type ObjectPair } from '../objects';
import { CLAIM_SIZE, claimsOf, growth, type Storage } from './claims';
import type { Remedy } from './table';

export function remedyFor(
  remedy: Remedy,
  object: ObjectPair,
  changes: readonly FieldChange[],
  storage: Storage = {},
): string {
  return REMEDIES[remedy](object, changes, storage);
}

// --- internal ---

type Words = (object: ObjectPair, changes: readonly FieldChange[], storage: Storage) => string;

const AGAIN = 'and the upgrade makes it anew';

const REMEDIES: Readonly<Record<Remedy, Words>> = {
  orphan: (object, changes, storage) => {
    // Pods that the new selector misses would be nobody's, and would keep the names that the new ones need.
    if (changes.some(({ path }) => path.startsWith('spec.selector'))) {
      return `${deletion(object)}, ${AGAIN}; its pods are away until then, and its claims stay`;
    }
    const around = `${deletion(object)} --cascade=orphan, ${AGAIN} around the running pods`;
    const sizes = changes.flatMap((change) => sizeOf(change, object, storage));
    const guide = changes.some(({ path }) => path.startsWith(TEMPLATES))
      ? storage.guide?.(labelsOf(object))
      : undefined;
    if (guide) return [...sizes, guide].join('; ');
    return [around, ...sizes].join('; ');
  },
  delete: (object) => `${deletion(object)}, ${AGAIN}; or take the value back`,
  'delete-job': (object) => `${deletion(object)}, ${AGAIN}: it runs again`,
  'delete-service': (object) => `${deletion(object)}, ${AGAIN}, with another address; or take the value back`,
  claim: () => 'take the value back; another volume needs a claim of another name, and the data copied',
  definition: () => 'another scope or kind is another definition: its objects have to be deleted and made anew',
};

const TEMPLATES = 'spec.volumeClaimTemplates';

const deletion = ({ kind, namespace, name }: ObjectPair) =>
  `kubectl -n ${namespace} delete ${kind.toLowerCase()} ${name}`;

function sizeOf(change: FieldChange, object: ObjectPair, storage: Storage): string[] {
  const [, template] = /^spec\.volumeClaimTemplates\[([^\]]+)\]\.(.+)$/.exec(change.path) ?? [];
  if (template === undefined || !change.path.endsWith(`.${CLAIM_SIZE}`)) return [];
  return [growth(change, claimsOf(template, object, storage), storage)];
}

function labelsOf({ next }: ObjectPair): Readonly<Record<string, unknown>> {
  const labels = fieldAt(next, 'metadata.labels');
  return isObject(labels) ? labels : {};
}
