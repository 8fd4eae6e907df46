export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it is set, and no list. */
export function isNoList(value: unknown): boolean {
  return value !== undefined && value !== null && !Array.isArray(value);
}

/** A value as text. Maps that were read from a file have no prototype, and `String` throws where it meets one. */
export function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** The value at a path, or undefined. */
export function getPath(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), root);
}

/** Every text in a value, with its path. @param isOff what is passed over, with all that is in it */
export function* textsIn(
  node: unknown,
  path: readonly string[],
  isOff: (path: readonly string[]) => boolean = () => false,
): Generator<{ path: readonly string[]; text: string }> {
  if (typeof node === 'string') yield { path, text: node };
  else if (Array.isArray(node))
    for (const [at, one] of node.entries()) yield* textsIn(one, [...path, String(at)], isOff);
  else if (isObject(node) && !isOff(path))
    for (const [key, one] of Object.entries(node)) yield* textsIn(one, [...path, key], isOff);
}

/** A path for a reader: dots between keys, brackets around what has dots itself. */
export function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((key, at) => {
      if (typeof key === 'number') return `[${key}]`;
      if (!/^[^.[\]\s]+$/.test(key)) return `[${JSON.stringify(key)}]`;
      return at === 0 ? key : `.${key}`;
    })
    .join('');
}

/** The keys of `a.b["c.d"][0]`; the inverse of formatPath. */
export function parsePath(text: string): string[] {
  return [...text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, plain]) => quoted ?? index ?? (plain as string),
  );
}
