/**
 * Holds a rendered object against its schema, and puts into words what doesn't fit.
 *
 * The schemas are walked, not compiled: those of one render take Ajv two seconds to compile, and a walk takes milliseconds. Of the schema
 * language it knows what Kubernetes' schemas and structural definitions use; what it doesn't know it takes for right.
 */
import { quote } from '../check/words';
import { isObject, type Json } from '../json';
import { suggest } from '../text/suggest';
import type { ObjectSchema, Schemas } from './kubernetes-schemas';
import type { RenderedObject } from './objects';
import type { Problem } from './problem';
import { typeProblem, valueProblem } from './schema-values';

/** In a finding that the cluster, which is of another version than the schemas, may not share. */
export const SCHEMAS_ARE_OF = 'the schemas here are of';

/**
 * What the API server would refuse, or drop without a word. `elsewhere` takes the kinds that nobody here defines.
 * @param cluster the cluster's version, such as `1.34.2`; by default that of the schemas. Another one may know other kinds and fields.
 */
export function checkObjectSchema(
  object: RenderedObject,
  schemas: Schemas,
  elsewhere: Set<string>,
  cluster = schemas.version,
): Problem[] {
  const about = { object, rule: 'kubernetes-schema', severity: 'error' } as const;
  const isOther = minorOf(cluster) !== minorOf(schemas.version);
  const doubt = `; the cluster has ${minorOf(cluster)}, and ${SCHEMAS_ARE_OF} ${minorOf(schemas.version)}`;
  if (!object.kind || !object.apiVersion) {
    const missing = object.kind ? 'apiVersion' : 'kind';
    const message = `has no ${missing}: Kubernetes doesn't know what it is`;
    return [{ ...about, field: [], message, fix: `add ${missing}:` }];
  }
  const found = schemas.find(object.apiVersion, object.kind);
  if (found === 'elsewhere') {
    elsewhere.add(`${object.kind} (${object.apiVersion})`);
    return [];
  }
  if (found === 'unknown') {
    const message = `is ${quote(object.kind)}, and Kubernetes ${schemas.version} has none in ${object.apiVersion}`;
    const unsure = isOther ? ({ severity: 'warning', message: message + doubt } as const) : { message };
    return [{ ...about, field: ['kind'], value: object.kind, ...unsure }];
  }
  return walk(object.value as Json, found.schema, [], found).map(({ unknown, ...one }): Problem => {
    const isUnsure = isOther && unknown === true && !found.custom;
    return isUnsure ? { ...about, ...one, severity: 'warning', message: one.message + doubt } : { ...about, ...one };
  });
}

// --- internal ---

const minorOf = (version: string) => version.split('.').slice(0, 2).join('.');

type Wrong = Pick<Problem, 'field' | 'message' | 'fix' | 'value' | 'key'> & {
  /** A field that is near none that is known. */
  unknown?: boolean;
};
type Field = readonly (string | number)[];
type Schema = ObjectSchema['schema'];

/** @param context the definitions, and whether a null counts as nothing */
function walk(value: Json, given: Schema, field: Field, context: ObjectSchema): Wrong[] {
  const schema = resolve(given, context);
  // The API server drops a null of a custom resource; elsewhere the schema says where one may stand.
  if (value === null && (context.custom || schema.nullable)) return [];
  const wrong = typeProblem(value, schema) ?? valueProblem(value, schema);
  if (wrong) return [{ field, value, ...wrong }];
  const choices = schema['x-kubernetes-int-or-string'] ? [] : [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const branches = choices.map((one) => walk(value, one, field, context));
  const failed = branches.length > 0 && branches.every((found) => found.length > 0) ? (branches[0] ?? []) : [];
  const all = (schema.allOf ?? []).flatMap((one) => walk(value, one, field, context));
  return [...failed, ...all, ...inside(value, schema, field, context)];
}

function resolve(schema: Schema, { definitions }: ObjectSchema): Schema {
  return schema.$ref === undefined ? schema : (definitions[schema.$ref.replace('#/definitions/', '')] ?? {});
}

function inside(value: Json, schema: Schema, field: Field, context: ObjectSchema): Wrong[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    const each = items ? value.flatMap((one, at) => walk(one, items, [...field, at], context)) : [];
    return [...each, ...duplicates(value, schema['x-kubernetes-list-map-keys'] ?? [], field)];
  }
  if (!isObject(value)) return [];
  const { properties = {}, additionalProperties: others } = schema;
  const unknown: Wrong[] = [];
  const known = Object.entries(value as Record<string, Json>).flatMap(([key, child]): Wrong[] => {
    const childSchema = Object.hasOwn(properties, key)
      ? properties[key]
      : isObject(others)
        ? (others as Schema)
        : undefined;
    if (childSchema) return walk(child, childSchema, [...field, key], context);
    if (others === false && child !== null) unknown.push(unknownField(key, child, field, Object.keys(properties)));
    return [];
  });
  // A key in the wrong place is often the one that is missing.
  const lacking = unknown.length > 0 ? [] : (schema.required ?? []).filter((key) => (value[key] ?? null) === null);
  const missing = lacking.map((key) => ({
    field,
    value: value as Json,
    message: `lacks ${key}, which Kubernetes asks for`,
  }));
  return [...unknown, ...known, ...missing];
}

function unknownField(key: string, value: Json, field: Field, known: readonly string[]): Wrong {
  const close = suggest(key, known);
  const fix = close ? `did you mean ${close}?` : undefined;
  const message = 'is no field that Kubernetes knows here';
  return { field: [...field, key], message, fix, value, key, unknown: close === undefined };
}

/** Server-side apply, and with it Helm 4, finds the entries of such a list by these keys. */
function duplicates(list: readonly Json[], keys: readonly string[], field: Field): Wrong[] {
  const seen = new Map<string, number>();
  return list.flatMap((entry, at): Wrong[] => {
    if (keys.length === 0 || !isObject(entry)) return [];
    const id = JSON.stringify(keys.map((key) => entry[key] ?? DEFAULTS[key] ?? null));
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, at);
      return [];
    }
    const named = keys.filter((key) => entry[key] !== undefined).map((key) => `${key} ${String(entry[key])}`);
    const who = PARTS.has(String(field.at(-1))) ? 'Kubernetes refuses' : 'Helm 4 and server-side apply refuse';
    const message = `is a second entry with ${named.join(', ')} (entry ${first + 1} is the first): ${who} it`;
    return [{ field: [...field, at], message, fix: 'keep one of the two', value: entry as Json }];
  });
}

/** Names within a pod differ, however it is applied. */
const PARTS = new Set(['containers', 'initContainers', 'volumes']);

/** What the API server fills in. */
const DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' };
