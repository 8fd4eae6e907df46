/** Sizes of claims: ValidatePersistentVolumeClaimUpdate (core/validation) and the admission plug-in PersistentVolumeClaimResize. */
import { parseQuantity } from '../../units/quantity';
import { changesOf, type FieldChange, statesAt } from '../compare';
import { fieldAt, type ObjectPair } from '../objects';
import type { FixedChange } from './fixed';

/** What is known of the storage that claims ask for. */
export interface Storage {
  /** Claims in the cluster; undefined: they weren't read. */
  claims?: readonly Claim[];
  /** Names of StorageClasses that let claims grow; undefined: they weren't read. */
  growing?: ReadonlySet<string>;
  guide?: ClaimsGuide;
}

/** How the claims of a StatefulSet with these labels are replaced; undefined where it isn't written. */
export type ClaimsGuide = (labels: Readonly<Record<string, unknown>>) => string | undefined;

export interface Claim {
  namespace: string;
  name: string;
  labels: Readonly<Record<string, unknown>>;
  storageClass: string;
}

export const CLAIM_SIZE = 'spec.resources.requests.storage';

/** A claim of the manifest: it never shrinks, and grows only where its StorageClass lets it. */
export function claimChanges(object: ObjectPair, { growing }: Storage): FixedChange[] {
  const { group, kind, old, live } = object;
  if (group !== '' || kind !== 'PersistentVolumeClaim') return [];
  const [change] = changesOf(statesAt(CLAIM_SIZE, object));
  if (!change) return [];
  const refused = (fix: string): FixedChange[] => [{ object, effect: 'refused', changes: [change], fix }];
  if (shrinks(change))
    return refused(
      'take the size back: no volume gets smaller; a smaller claim needs another name, and the data copied',
    );
  if (live && fieldAt(live, 'status.phase') !== 'Bound') {
    return refused('the claim has no volume yet: wait until it is Bound, or delete it');
  }
  const storageClass = String(fieldAt(live ?? old, 'spec.storageClassName') ?? '');
  if (growing === undefined || growing.has(storageClass)) return [];
  return refused(
    `${nameOf(storageClass)} doesn't let claims grow (allowVolumeExpansion): take the size back, or copy the data into a claim of another name`,
  );
}

/** How claims that a StatefulSet has made get another size: in place, or not. `claims` are those there are. */
export function growth(change: FieldChange, claims: readonly Claim[], { growing }: Storage): string {
  const names = claims.map(({ name }) => name).join(', ');
  const kept = names ? `the claims ${names} keep` : 'its claims keep';
  if (shrinks(change)) return `${kept} their size: no volume gets smaller in place`;
  const classes = [...new Set(claims.map(({ storageClass }) => storageClass))];
  if (growing === undefined || claims.length === 0)
    return `${kept} their size, unless their StorageClass lets them grow`;
  const fixed = classes.filter((name) => !growing.has(name));
  if (fixed.length > 0)
    return `${kept} their size: ${nameOf(fixed[0] ?? '')} doesn't let claims grow (allowVolumeExpansion)`;
  const [{ namespace }] = claims as [Claim];
  const patch = `'{"spec":{"resources":{"requests":{"storage":"${change.after}"}}}}'`;
  return `${nameOf(classes[0] ?? '')} lets claims grow: kubectl -n ${namespace} patch pvc NAME -p ${patch} for each of ${names}`;
}

/** Those that a StatefulSet has made from one of its templates. */
export function claimsOf(
  template: string,
  statefulSet: { namespace: string; name: string },
  { claims = [] }: Storage,
): Claim[] {
  const start = `${template}-${statefulSet.name}-`;
  return claims.filter(
    ({ namespace, name }) =>
      namespace === statefulSet.namespace && name.startsWith(start) && /^\d+$/.test(name.slice(start.length)),
  );
}

// --- internal ---

const nameOf = (storageClass: string) => (storageClass ? `the StorageClass ${storageClass}` : 'no StorageClass');

function shrinks({ before, after }: FieldChange): boolean {
  const [from, to] = [parseQuantity(before), parseQuantity(after)];
  return from !== undefined && to !== undefined && to < from;
}
