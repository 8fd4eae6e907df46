/** Paths of these keys, below one of their own. */
export const below = (path: string, ...keys: string[]) => keys.map((key) => `${path}.${key}`);
