/** Schemas of custom resources from their definitions. */
import { parseAllDocuments } from 'yaml';
import { isObject } from '../json';
import { withoutDescriptions } from '../subcharts/custom-resources';

type Schema = { [key: string]: unknown };

/** A strict schema of whole objects, by `group/version/Kind`. */
export type Definitions = Readonly<Record<string, Schema>>;

/** Those in a file of CustomResourceDefinitions; a text with anything else has none. */
export function customDefinitions(text: string): Definitions {
  const found: Record<string, Schema> = {};
  for (const document of parseAllDocuments(withoutDescriptions(text), { logLevel: 'silent' })) {
    const definition: unknown = document.toJS();
    if (!isObject(definition) || definition['kind'] !== 'CustomResourceDefinition') continue;
    const { group, names, versions } = definition['spec'] as Definition;
    for (const { name, schema } of versions)
      found[`${group}/${name}/${names.kind}`] = strictObject(schema.openAPIV3Schema, `${group}/${name}`);
  }
  return found;
}

/** A schema in which fields that nobody declared are wrong: the API server prunes them without a word; a check should not. */
export function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (!isObject(schema)) return schema;
  const copy: Schema = {};
  for (const [key, value] of Object.entries(schema)) copy[key] = strict(value);
  if (copy['x-kubernetes-int-or-string']) delete copy['type'];
  const closed = copy['type'] === 'object' && copy['properties'] && !copy['x-kubernetes-preserve-unknown-fields'];
  if (closed && copy['additionalProperties'] === undefined) copy['additionalProperties'] = false;
  return copy;
}

/** The same for a whole object, of which a definition may leave parts undeclared. */
export function strictObject(schema: Schema, apiVersion: string): Schema {
  const copy = strict(schema) as Schema;
  const properties = isObject(copy['properties']) ? copy['properties'] : {};
  properties['apiVersion'] = { const: apiVersion };
  properties['kind'] = { type: 'string' };
  properties['metadata'] = { type: 'object' };
  return { ...copy, properties };
}

// --- internal ---

interface Definition {
  group: string;
  names: { kind: string };
  versions: { name: string; schema: { openAPIV3Schema: Schema } }[];
}
