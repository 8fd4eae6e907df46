/** What becomes of the values that the running release's user has set. */
import { type ChartContext, validateFiles } from '../check/validate';
import { formatPath, isObject, type Json, type JsonObject } from '../json';

/** A value of the running release that the new chart has no use for. */
export interface UnknownValue {
  path: string;
  /** What is wrong with it, and what to write instead. */
  message: string;
  fix?: string;
}

/** A value of the running release that the upgrade doesn't set. */
export interface DroppedValue {
  path: string;
  value: Json;
}

/** Old values that the new chart doesn't know, with their new names where it has them. */
export function unknownValues(values: JsonObject, context: ChartContext): UnknownValue[] {
  const findings = validateFiles([{ name: 'the running release', bytes: JSON.stringify(values) }], context);
  return findings
    .filter(({ rule }) => UNKNOWN.has(rule))
    .map(({ path, message, fix }) => ({ path: formatPath(path), message, ...(fix === undefined ? {} : { fix }) }));
}

/** Old values that are set to something, and that the new values don't name. Lists count as a whole. */
export function droppedValues(old: JsonObject, next: JsonObject): DroppedValue[] {
  return dropped(old, next, []);
}

/** A value for a reader: nothing that may be secret, and nothing long. */
export function showDropped({ path, value }: DroppedValue): string {
  if (SECRET.test(path)) return '(not shown)';
  // What is in maps has names of its own, which nobody has looked at.
  if (Array.isArray(value) && value.some(isObject)) return `(a list of ${value.length})`;
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN
    ? `(${Array.isArray(value) ? 'a list' : 'a text'} of ${text.length} characters)`
    : text;
}

// --- internal ---

const UNKNOWN = new Set<string>(['unknown-key', 'unknown-subchart-key']);
const MAX_SHOWN = 60;
/** Values belong to the user; those of such names are passwords, and addresses that may hold one. */
const SECRET = /passw|secret|token|credential|private|(api|access|hmac|encryption)_?key|url|dsn/i;

function dropped(old: Json, next: Json | undefined, path: readonly string[]): DroppedValue[] {
  if (isObject(old) && Object.keys(old).length > 0) {
    const map = old as JsonObject;
    return Object.entries(map).flatMap(([key, value]) =>
      dropped(value, isObject(next) ? (next as JsonObject)[key] : undefined, [...path, key]),
    );
  }
  return next === undefined ? [{ path: formatPath(path), value: old }] : [];
}
