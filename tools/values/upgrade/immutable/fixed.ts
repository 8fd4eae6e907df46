/** What an upgrade would change although it can't be changed in place. */
import { changesOf, type FieldChange, statesAt } from '../compare';
import { fieldAt, type ObjectPair } from '../objects';
import { operatorClaims } from '../operator';
import { claimChanges, type Storage } from './claims';
import { remedyFor } from './remedies';
import { serviceChanges } from './services';
import { IMMUTABLE, type ImmutableKind } from './table';

export interface FixedChange {
  object: ObjectPair;
  /** `refused`: the API server refuses it, and the upgrade fails. `ignored`: it is accepted, but what runs stays as it was. */
  effect: 'refused' | 'ignored';
  changes: readonly FieldChange[];
  /** What to do. */
  fix: string;
}

/** Of one object that both manifests have. @param storage what is known of the claims and their classes */
export function fixedChanges(object: ObjectPair, storage: Storage = {}): FixedChange[] {
  if (!object.old || !object.next || object.deleted) return [];
  const rules = IMMUTABLE.filter(({ group, kind }) => object.group === group && object.kind === kind);
  const byTable = rules.flatMap((rule): FixedChange[] => {
    const changes = changesBy(rule, object);
    if (changes.length === 0) return [];
    return [{ object, effect: 'refused', changes, fix: remedyFor(rule.remedy, object, changes, storage) }];
  });
  return [...byTable, ...serviceChanges(object), ...claimChanges(object, storage), ...operatorClaims(object, storage)];
}

// --- internal ---

function changesBy(rule: ImmutableKind, object: ObjectPair): FieldChange[] {
  const { whenTrue, fields, except, hidden } = rule;
  if (whenTrue !== undefined && fieldAt(object.live ?? object.old, whenTrue) !== true) return [];
  const changes = fields.flatMap((path) => changesOf(statesAt(path, object)));
  const counted = changes.filter(({ path }) => !except?.test(path));
  return hidden ? counted.map(({ path }) => ({ path })) : counted;
}
