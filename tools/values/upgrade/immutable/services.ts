/** Fields of a Service that can't change: ValidateServiceUpdate (core/validation) and patchAllocatedValues (registry/core/service/storage). */
import type { Json } from '../../json';
import type { FieldChange } from '../compare';
import { type Fields, fieldAt, type ObjectPair } from '../objects';
import type { FixedChange } from './fixed';
import { remedyFor } from './remedies';

export function serviceChanges(object: ObjectPair): FixedChange[] {
  const { group, kind, old, next, live } = object;
  if (group !== '' || kind !== 'Service' || !old || !next) return [];
  const base = live ?? old;
  // A name for something outside has no address: every change to and from it is allowed.
  if (specOf(base, 'type') === 'ExternalName' || specOf(next, 'type') === 'ExternalName') return [];
  const refused = [...address(base, next, live !== undefined), ...families(base, next), ...balancer(base, next)];
  const ignored = staysHeadless(old, base, next);
  const changes = (effect: FixedChange['effect'], changes: FieldChange[]): FixedChange[] =>
    changes.length === 0 ? [] : [{ object, effect, changes, fix: remedyFor('delete-service', object, changes) }];
  return [...changes('refused', refused), ...changes('ignored', ignored)];
}

// --- internal ---

const specOf = (service: Fields, field: string) => fieldAt(service, `spec.${field}`) as Json | undefined;

const change = (field: string, before: Json | undefined, after: Json | undefined): FieldChange => ({
  path: `spec.${field}`,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});

/** An address that was given stays, and so does having none. The manifest that ran may not say which one it got. */
function address(base: Fields, next: Fields, isLive: boolean): FieldChange[] {
  const [before, after] = [specOf(base, 'clusterIP') || undefined, specOf(next, 'clusterIP') || undefined];
  if (after === undefined || after === before) return [];
  if (before === undefined && !isLive && after !== 'None') return [];
  return [change('clusterIP', before ?? 'an address', after)];
}

/** Without a word about it the API server keeps what was: such a Service stays without an address. */
function staysHeadless(old: Fields, base: Fields, next: Fields): FieldChange[] {
  const isLeft =
    specOf(old, 'clusterIP') === 'None' && specOf(base, 'clusterIP') === 'None' && !specOf(next, 'clusterIP');
  return isLeft ? [change('clusterIP', 'None', undefined)] : [];
}

/** The first family of a Service with an address. */
function families(base: Fields, next: Fields): FieldChange[] {
  const [before] = (specOf(base, 'ipFamilies') as Json[] | undefined) ?? [];
  const [after] = (specOf(next, 'ipFamilies') as Json[] | undefined) ?? [];
  const headless = specOf(base, 'clusterIP') === 'None' || specOf(next, 'clusterIP') === 'None';
  if (headless || before === undefined || after === undefined || before === after) return [];
  return [change('ipFamilies[0]', before, after)];
}

/** Two fields that stay as they are while the Service is a load balancer. */
function balancer(base: Fields, next: Fields): FieldChange[] {
  if (specOf(base, 'type') !== 'LoadBalancer' || specOf(next, 'type') !== 'LoadBalancer') return [];
  const [before, after] = [specOf(base, 'loadBalancerClass'), specOf(next, 'loadBalancerClass')];
  const changes = before === after ? [] : [change('loadBalancerClass', before, after)];
  const [was, becomes] = [specOf(base, 'healthCheckNodePort'), specOf(next, 'healthCheckNodePort')];
  const isLocal = [base, next].every((one) => specOf(one, 'externalTrafficPolicy') === 'Local');
  if (isLocal && was && becomes && was !== becomes) changes.push(change('healthCheckNodePort', was, becomes));
  return changes;
}
