import { isObject } from '../json';
import { parseQuantity } from '../units/quantity';
import { fill, WORDING, type Wording } from './messages';
import type { Rule, Violation } from './rule';

/** Fewer bytes than this can't be meant: no container starts in them. */
const LEAST_BYTES = 2 ** 20;
/** More cores than this are more likely millicores. */
const MOST_CORES = 32;

const BYTES = new Set(['memory', 'storage', 'ephemeral-storage']);

export const quantities: Rule = {
  name: 'quantities',
  why: '`memory: 64` is 64 bytes: the container is killed at its start. Subcharts take any text, and only Kubernetes refuses it.',
  check(values) {
    return [...values.maps()].flatMap(({ path, map }) => {
      if (path.at(-1) === 'persistence') return checkAmount('storage', map['size'], [...path, 'size']);
      if (path.at(-1) !== 'resources') return [];
      return ['requests', 'limits'].flatMap((part) => checkPart(map[part], [...path, part]));
    });
  },
};

// --- internal ---

function checkPart(part: unknown, path: string[]): Violation[] {
  if (!isObject(part)) return [];
  return Object.entries(part).flatMap(([resource, value]) => checkAmount(resource, value, [...path, resource]));
}

function checkAmount(resource: string, value: unknown, path: string[]): Violation[] {
  if ((typeof value !== 'string' || value === '') && typeof value !== 'number') return [];
  const amount = parseQuantity(value);
  if (amount === undefined) return [{ severity: 'error', paths: [path], ...fill(WORDING.badQuantity, value) }];
  const words = suspicion(resource, String(value), amount);
  return words ? [{ severity: 'warning', paths: [path], ...words }] : [];
}

function suspicion(resource: string, written: string, amount: number): Wording | undefined {
  const bare = /^[0-9]+$/.test(written);
  if (resource === 'cpu')
    return bare && amount > MOST_CORES ? fill(WORDING.wholeCores, written, written, written) : undefined;
  if (!BYTES.has(resource)) return undefined;
  if (written.endsWith('m')) return fill(WORDING.milliBytes, written, written.slice(0, -1));
  return bare && amount > 0 && amount < LEAST_BYTES
    ? fill(WORDING.bytesWithoutUnit, written, written, written, resource === 'storage' ? 'Gi' : 'Mi')
    : undefined;
}
