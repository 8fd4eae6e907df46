/** Each single mistake that can be made in a file, at every place in it: what slips from the hand, not what is thought up. */
import { parse, stringify } from 'yaml';
import { isObject } from '../json';

type Path = readonly (string | number)[];
type Parent = Record<string | number, unknown>;

export interface Mistake {
  /** What was done. */
  readonly name: string;
  readonly path: Path;
  /** The file with it. */
  readonly text: string;
}

/** All of them, each made in a file that is right otherwise. */
export function* mistakesIn(text: string): Generator<Mistake> {
  for (const path of pathsIn(parse(text))) {
    for (const [name, make] of Object.entries(MISTAKES)) {
      const root = parse(text);
      const parent = at(root, path.slice(0, -1)) as Parent;
      const above = path.length > 1 ? (at(root, path.slice(0, -2)) as Parent) : undefined;
      if (make(parent, path.at(-1) as string | number, above)) yield { name, path, text: asText(root) };
    }
  }
}

/** The same values in the form that the mistakes have, without any. */
export const withoutMistake = (text: string): string => asText(parse(text));

// --- internal ---

const asText = (root: unknown) => stringify(root, { version: '1.1' });

const at = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((node, key) => (node as Parent | undefined)?.[key], root);

function pathsIn(node: unknown, path: Path = []): Path[] {
  const children: [string | number, unknown][] = isObject(node)
    ? Object.entries(node)
    : Array.isArray(node)
      ? [...node.entries()]
      : [];
  return children.flatMap(([key, child]) => [
    ...(isObject(node) ? [[...path, key]] : []),
    ...pathsIn(child, [...path, key]),
  ]);
}

/** Makes the mistake in place; false where it can't be made there. */
type Make = (parent: Parent, key: string | number, above: Parent | undefined) => boolean;

const renamed =
  (slip: (key: string, middle: number) => string): Make =>
  (parent, key) => {
    if (typeof key !== 'string' || key.length < 5) return false;
    const wrong = slip(key, Math.floor(key.length / 2));
    if (wrong in parent) return false;
    parent[wrong] = parent[key];
    return delete parent[key];
  };

const retyped =
  (from: (value: unknown) => boolean, to: (value: unknown) => unknown): Make =>
  (parent, key) => {
    if (!from(parent[key])) return false;
    parent[key] = to(parent[key]);
    return true;
  };

const isList = (value: unknown) => Array.isArray(value) && value.length > 0;

const MISTAKES: Readonly<Record<string, Make>> = {
  'a letter lost': renamed((key, middle) => key.slice(0, middle) + key.slice(middle + 1)),
  'two letters swapped': renamed(
    (key, middle) => key.slice(0, middle) + (key[middle + 1] ?? '') + key[middle] + key.slice(middle + 2),
  ),
  'a level too high': (parent, key, above) => {
    if (typeof key !== 'string' || !isObject(above) || key in above) return false;
    above[key] = parent[key];
    return delete parent[key];
  },
  'a level too low': (parent, key) => {
    if (typeof key !== 'string') return false;
    const beside = Object.entries(parent).find(([name, one]) => name !== key && isObject(one) && !(key in one));
    if (!beside) return false;
    (beside[1] as Parent)[key] = parent[key];
    return delete parent[key];
  },
  'a list for a map': retyped(isObject, (value) => [value]),
  'a text for a map': retyped(isObject, () => 'one'),
  'a map for a list': retyped(isList, (value) => ({ one: (value as unknown[])[0] })),
  'a text for a list': retyped(isList, () => 'one'),
  'a quoted value': retyped((value) => ['boolean', 'number'].includes(typeof value), String),
  'no unit': retyped(
    (value) => /^\d+(Mi|Gi|GB)$/.test(String(value)),
    (value) => Number.parseInt(String(value), 10),
  ),
};
