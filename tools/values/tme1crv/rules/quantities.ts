import { isObject } from '../../json';
import { error, type Rule, type Violation } from '../../rules/rule';
import { fill, type Wording, type Words } from '../../rules/wording';
import { parseQuantity } from '../../units/quantity';

const WORDS = {
  badQuantity: {
    message: "is %q, which Kubernetes can't read as a quantity",
    fix: 'write 500m or 2 for CPU, 64Mi or 10Gi for memory and storage',
  },
  bytesWithoutUnit: { message: 'is %v without a unit: that is %v bytes', fix: 'did you mean %v%s?' },
  milliBytes: { message: 'is %v, and m means thousandths of a byte', fix: 'did you mean %vMi?' },
  coresInBytes: { message: 'is %v, and that is %v CPU cores: its pod would wait for ever', fix: 'did you mean %vm?' },
  wholeCores: { message: 'is %v without a unit: that is %v whole CPU cores', fix: 'did you mean %vm?' },
} as const satisfies Words;

/** Fewer bytes than this can't be meant: no container starts in them. */
const LEAST_BYTES = 2 ** 20;
/** More cores than this are more likely millicores. */
const MAX_CORES = 32;

const BYTES = new Set(['memory', 'storage', 'ephemeral-storage']);

export const quantities: Rule<'quantities'> = {
  name: 'quantities',
  what: 'An amount of CPU, memory or storage has no unit, or the wrong one.',
  why: '`memory: 64` is 64 bytes: the container is killed at its start. Subcharts take any text, and only Kubernetes refuses it.',
  example: {
    wrong: 'redis: { master: { resources: { limits: { memory: 384 } } } }',
    right: 'redis: { master: { resources: { limits: { memory: 384Mi } } } }',
  },
  single: true,
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
  if (amount === undefined) return [error([path], WORDS.badQuantity, value)];
  const words = suspicion(resource, String(value), amount);
  // So many cores may be meant; so few bytes never are.
  const maybe = resource === 'cpu' && /^[0-9]+$/.test(String(value));
  return words ? [{ severity: maybe ? 'warning' : 'error', paths: [path], ...words }] : [];
}

function suspicion(resource: string, written: string, amount: number): Wording | undefined {
  const bare = /^[0-9]+$/.test(written);
  const inBytes = /^([0-9.]+)[kKMGTPE]i?$/.exec(written)?.[1];
  if (resource === 'cpu' && inBytes) return fill(WORDS.coresInBytes, written, amount, inBytes);
  if (resource === 'cpu')
    return bare && amount > MAX_CORES ? fill(WORDS.wholeCores, written, written, written) : undefined;
  if (!BYTES.has(resource)) return undefined;
  if (written.endsWith('m')) return fill(WORDS.milliBytes, written, written.slice(0, -1));
  return bare && amount > 0 && amount < LEAST_BYTES
    ? fill(WORDS.bytesWithoutUnit, written, written, written, resource === 'storage' ? 'Gi' : 'Mi')
    : undefined;
}
