/**
 * `key: null` takes a default away. For a subchart's key that is a tool; the chart's own templates count on theirs, and on what
 * our schema names of a subchart's values, unless it allows null there.
 */
import type { Finding } from '../findings';
import { needed } from '../schema/needed';
import { resolveRef } from '../schema/tree';
import type { JsonSchema } from '../schema/types';
import type { MapNode } from '../yaml/source';

/** A finding for each key with a fixed meaning that a file sets to null. */
export function checkRemovedKeys(file: MapNode, schema: JsonSchema): Finding[] {
  return removed(file, resolveRef(schema, schema), schema, []);
}

// --- internal ---

function removed(node: MapNode, schema: JsonSchema, root: JsonSchema, path: readonly string[]): Finding[] {
  return [...node.entries].flatMap(([key, child]): Finding[] => {
    const property = schema.properties?.[key];
    if (!property) return [];
    const childPath = [...path, key];
    const childSchema = resolveRef(property, root);
    if (child.kind === 'map') return removed(child, childSchema, root, childPath);
    if (child.kind !== 'scalar' || child.value !== null || !needed(schema, childSchema, childPath)) return [];
    const message = 'has no value, which takes the default away, and the chart needs one';
    const fix = 'give it a value, or delete the line to keep the default';
    return [{ place: child.place, path: childPath, severity: 'error', rule: 'removed-key', message, fix }];
  });
}
