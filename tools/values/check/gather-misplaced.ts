/** A values file of a subchart that was given to the umbrella as it is: one mistake, not one for each key. */
import type { Finding } from '../findings';
import type { KeyNode } from '../subcharts/key-tree';

/** Puts unknown keys at the top that a subchart has at its own top into one finding for that subchart. */
export function gatherMisplaced(findings: readonly Finding[], trees: ReadonlyMap<string, KeyNode>): Finding[] {
  const atTop = findings.filter(({ rule, path }) => rule === 'unknown-key' && path.length === 1);
  const keyOf = ({ path }: Finding) => String(path[0]);
  const knows = (chart: string, key: string) => Object.hasOwn(trees.get(chart)?.keys ?? {}, key) && key !== 'global';
  const count = (chart: string) => atTop.filter((one) => knows(chart, keyOf(one))).length;
  /** Where several know a key, the one that knows most of the others. */
  const owner = (key: string) =>
    [...trees.keys()].filter((chart) => knows(chart, key)).sort((a, b) => count(b) - count(a))[0];
  const owned = new Map<string, Finding[]>();
  for (const one of atTop) {
    const chart = owner(keyOf(one));
    if (chart) owned.set(chart, [...(owned.get(chart) ?? []), one]);
  }
  const gathered = new Set([...owned.values()].flat());
  return [...findings.filter((one) => !gathered.has(one)), ...[...owned].map(([chart, ones]) => gather(chart, ones))];
}

// --- internal ---

const MAX_LISTED = 8;

function gather(chart: string, findings: readonly Finding[]): Finding {
  const [first, ...others] = [...findings].sort((a, b) => a.place.line - b.place.line);
  const key = String(first?.path[0]);
  if (others.length === 0) return { ...(first as Finding), fix: `${key} belongs under ${chart}` };
  const listed = others.slice(0, MAX_LISTED).map(({ path }) => String(path[0]));
  const more = others.length > MAX_LISTED ? ` and ${others.length - MAX_LISTED} more` : '';
  return {
    ...(first as Finding),
    message: `unknown key, and so ${others.length === 1 ? 'is' : 'are'} ${listed.join(', ')}${more}: these are values of ${chart}`,
    fix: `indent them under ${chart}:`,
  };
}
