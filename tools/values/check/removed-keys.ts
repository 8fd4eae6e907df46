/**
 * `key: null` takes a default away. For a subchart's key that is a tool; the chart's own templates count on theirs, and on what
 * the schema names of a subchart's values, unless it allows null there.
 */
import type { Finding } from '../findings';
import { isObject } from '../json';
import { needed } from '../schema/needed';
import { resolveRef } from '../schema/tree';
import type { JsonSchema } from '../schema/types';
import type { MapNode } from '../yaml/source';

/** A finding for each key with a fixed meaning that a file sets to null. @param dispensable for which something else has a default */
export function checkRemovedKeys(
  file: MapNode,
  schema: JsonSchema,
  dispensable: (path: readonly string[]) => boolean,
): Finding[] {
  const removed = (node: MapNode, around: JsonSchema, path: readonly string[]): Finding[] =>
    [...node.entries].flatMap(([key, child]): Finding[] => {
      const property = around.properties?.[key];
      if (!property) return [];
      const childPath = [...path, key];
      const childSchema = resolveRef(property, schema);
      if (child.kind === 'map') return removed(child, childSchema, childPath);
      if (child.kind !== 'scalar' || child.value !== null) return [];
      if (!needed(around, childSchema) || dispensable(childPath)) return [];
      const message = 'has no value, which takes the default away, and the chart needs one';
      const fix = insteadOfNull(childSchema, schema);
      return [{ place: child.place, path: childPath, severity: 'error', rule: 'removed-key', message, fix }];
    });
  return removed(file, resolveRef(schema, schema), []);
}

// --- internal ---

/** What to write instead: null doesn't switch off what has a switch. */
function insteadOfNull(schema: JsonSchema, root: JsonSchema): string {
  const keep = 'delete the line to keep the default';
  const { type, default: own, properties } = schema;
  const enabled = properties?.['enabled'] && resolveRef(properties['enabled'], root);
  const isSwitch = type === 'boolean' || enabled?.type === 'boolean';
  if (isSwitch && (own === false || enabled?.default === false)) return 'it is off by default: delete the line';
  if (isSwitch) return `write ${enabled ? '{ enabled: false }' : 'false'} to switch it off; ${keep}`;
  if (type === 'array') return `write [] for none; ${keep}`;
  const shown = own === undefined || isObject(own) || JSON.stringify(own).length > MAX_SHOWN ? '' : ` (${own})`;
  return `give it a value, or ${keep}${shown}`;
}

/** Characters of a default that is shown. */
const MAX_SHOWN = 40;
