/** Item ids. */
import { randomBytes } from 'node:crypto';
import { Problem } from './problem';

export const ID_PATTERN = '^[A-Za-z0-9._:-]{1,256}$';
const VALID = new RegExp(ID_PATTERN);

/** @throws Problem when it isn't a valid id */
export function checkId(id: unknown): string {
  if (typeof id === 'string' && VALID.test(id)) return id;
  throw new Problem('invalid-id', 'An id has 1 to 256 characters out of A-Z a-z 0-9 . _ : -');
}

/** A new id: a UUID of version 7 (RFC 9562), which sorts by the time it was made. */
export function newId(nowMs = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
