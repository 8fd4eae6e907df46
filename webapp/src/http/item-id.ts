/** Item ids. */
import { Problem } from './problem';

export const ID_PATTERN = '^(?!\\.{1,2}$)[A-Za-z0-9._:-]{1,256}$';
const VALID = new RegExp(ID_PATTERN);

/** @throws Problem when it isn't a valid id */
export function checkId(id: unknown): string {
  if (typeof id === 'string' && VALID.test(id)) return id;
  // Clients take them for a step in the path (RFC 3986, 5.2.4), and would never reach such an item.
  if (id === '.' || id === '..') throw new Problem('invalid-id', `${id} cannot be an id: in a path it means a step.`);
  throw new Problem('invalid-id', 'An id has 1 to 256 characters out of A-Z a-z 0-9 . _ : -');
}
