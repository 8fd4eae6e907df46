/** Texts that YAML reads as numbers, so that others arrive: `tag: 1.10` becomes 1.1, and Helm prints `20260101` as 2.0260101e+07. */
import type { SourceNode } from '../yaml/source';

/** @param standard the chart's default @returns undefined where the number arrives as it is written, or nobody knows that it is a text */
export function lostDigits(
  node: SourceNode,
  key: string,
  standard: unknown,
): { message: string; fix: string } | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'number' || node.written === undefined) return undefined;
  const names = VERSION.test(key);
  if (typeof standard !== 'string' || !(names || /^v?[0-9]/.test(standard))) return undefined;
  const arrives = names && node.value >= PRINTED_IN_FULL ? exponential(node.value) : String(node.value);
  if (arrives === node.written) return undefined;
  return { message: `is a number, and arrives as ${arrives}`, fix: `put it in quotes: "${node.written}"` };
}

// --- internal ---

/** Keys whose values are texts, whatever they look like. */
const VERSION = /(tag|version)$/i;
/** Helm reads every number as a float, and prints one of a million or more with an exponent. */
const PRINTED_IN_FULL = 1e6;

const exponential = (value: number) => value.toExponential().replace(/e\+(\d)$/, 'e+0$1');
