/** Several keys that were put into the wrong place together: one mistake, not one for each key. */
import type { Finding } from '../findings';
import { formatPath } from '../json';
import type { KeyNode } from '../subcharts/key-tree';

/** Puts unknown keys of one map that all belong into one other map into one finding. */
export function gatherNeighbours(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const home = homeOf(one);
    const group = home === undefined ? undefined : `${one.severity} ${formatPath(one.path.slice(0, -1))} ${home}`;
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const gathered = [...groups.values()].filter((group) => group.length > 1);
  const rest = findings.filter((one) => !gathered.some((group) => group.includes(one)));
  return [...rest, ...gathered.map((group) => together(group, `these belong under ${homeOf(group[0] as Finding)}`))];
}

/** A values file of a subchart that was given to the umbrella as it is: puts unknown keys at the top that a subchart has at its own top into one finding for that subchart. */
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

/** The one other map that an unknown key belongs into, by the same name. */
function homeOf({ rule, path, meant }: Finding): string | undefined {
  const [place, ...others] = meant ?? [];
  if (!rule.startsWith('unknown-') || !place || others.length > 0 || place.at(-1) !== path.at(-1)) return undefined;
  const home = formatPath(place.slice(0, -1));
  return home === formatPath(path.slice(0, -1)) ? undefined : home || 'the top level';
}

function gather(chart: string, findings: readonly Finding[]): Finding {
  const [first] = findings;
  if (findings.length === 1) return { ...(first as Finding), fix: `${String(first?.path[0])} belongs under ${chart}` };
  return { ...together(findings, `these are values of ${chart}`), fix: `indent them under ${chart}:` };
}

/** The first one, which speaks for all; where each was meant to be is known of all. */
function together(findings: readonly Finding[], what: string): Finding {
  const [first, ...others] = [...findings].sort((a, b) => a.place.line - b.place.line);
  const listed = others.slice(0, MAX_LISTED).map(({ path }) => formatPath(path.slice(-1)));
  const more = others.length > MAX_LISTED ? ` and ${others.length - MAX_LISTED} more` : '';
  const message = `unknown key, and so ${others.length === 1 ? 'is' : 'are'} ${listed.join(', ')}${more}: ${what}`;
  return { ...(first as Finding), message, fix: 'move them there', beside: others };
}
