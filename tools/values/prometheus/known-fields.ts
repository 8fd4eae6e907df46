/** Whether a map in Prometheus' configuration has fields that it knows, each with a value of its kind. */
import { isObject } from '../json';
import { isTemplate } from '../text/template';
import { type Fields, fields } from './fields';
import { checkHttpClient, checkTls, HTTP_PARTS } from './http-client';
import { kindProblem, partOf } from './kinds';
import { type Problem, problem } from './problem';
import { unknownField } from './relabel';

/** What Prometheus would refuse. Settings of the client that exclude each other are said, too. */
export function checkFields(map: Readonly<Record<string, unknown>>, known: Fields, path: readonly string[]): Problem[] {
  const found = Object.entries(map).flatMap(([key, value]): Problem[] => {
    const kind = Object.hasOwn(known, key) ? known[key] : undefined;
    return kind === undefined ? [unknownField(key, Object.keys(known), path)] : checkKind(value, kind, [...path, key]);
  });
  return known['tls_config'] === undefined ? found : [...found, ...checkHttpClient(map, path, 'Prometheus')];
}

// --- internal ---

const PARTS: Readonly<Record<string, Fields>> = {
  ...Object.fromEntries(Object.entries(HTTP_PARTS).map(([name, text]) => [name, fields(text)])),
  namespaces: fields('own_namespace:flag names:texts'),
};

function checkKind(value: unknown, kind: string, path: readonly string[]): Problem[] {
  const wrong = kindProblem(value, kind, 'Prometheus');
  if (wrong) return [problem(path, wrong.message, wrong.fix)];
  const part = partOf(kind);
  if (!part || value === undefined || value === null || isTemplate(value)) return [];
  const known = PARTS[part.name] ?? {};
  if (!isObject(value))
    return [problem(path, 'is no map', `its fields are ${Object.keys(known).slice(0, 6).join(', ')}`)];
  return [...checkFields(value, known, path), ...(part.name === 'tls' ? checkTls(value, path) : [])];
}
