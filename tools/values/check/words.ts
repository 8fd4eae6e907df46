/** Values and types in words. */
import { isObject, type Json } from '../json';

const MAX_SHOWN = 60;

/** A value as a reader would name it: `the string "false"`, `the number 3`, `a list`. */
export function describeValue(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return `the string ${quote(value)}`;
  return typeof value === 'boolean' ? `the boolean ${value}` : `the number ${value}`;
}

/** A string in quotes, shortened. */
export function quote(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}

const TYPES: Record<string, string> = {
  string: 'a string',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'a map',
  array: 'a list',
  null: 'nothing',
};

/** JSON Schema types: `a string or a number`. */
export function describeTypes(types: readonly string[]): string {
  return types.map((type) => TYPES[type] ?? type).join(' or ');
}

/** How to mend a value of the wrong type, where there is a usual slip; `written` is how the file spells it. */
export function typeFix(value: Json, types: readonly string[], written = JSON.stringify(value)): string | undefined {
  const numeric = types.includes('integer') || types.includes('number');
  if (typeof value === 'string') {
    if (types.includes('boolean') && /^(true|false|yes|no|on|off)$/i.test(value)) return 'remove the quotes';
    if (numeric && /^-?[0-9]+(\.[0-9]+)?$/.test(value)) return 'remove the quotes';
    if (types.includes('object') && value === '') return 'write {} for an empty map';
    if (types.includes('array')) return value === '' ? 'write [] for an empty list' : `write a list: [${quote(value)}]`;
  }
  if (value === null) return 'give it a value, or delete the line to keep the default';
  if (types.includes('string')) {
    if (typeof value === 'number') return `put it in quotes: "${written}"`;
    if (typeof value === 'boolean') return `put it in quotes: "${written}"`;
  }
  if (isObject(value) && types.join() === 'string') {
    const text = Object.values(value).find((one) => typeof one === 'string');
    return text === undefined ? 'write a single value' : `write the value alone: ${text}`;
  }
  if (isObject(value) && Object.keys(value).length === 0 && types.includes('array'))
    return 'write [] for an empty list';
  if (Array.isArray(value) && value.length === 0 && types.includes('object')) return 'write {} for an empty map';
  if (types.includes('array') && typeof value !== 'object') return `write a list: [${value}]`;
  if (types.includes('object') && Array.isArray(value)) return 'write `key: value` lines without dashes';
  if (types.includes('array') && typeof value === 'object' && !Array.isArray(value))
    return 'put a dash before each entry';
  return undefined;
}
