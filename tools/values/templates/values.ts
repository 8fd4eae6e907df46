/** What an expression of a template may stand for, as far as it leads back to values: several things at once. */
import type { Usage } from './usage';

export type Value =
  /** A value of a chart. */
  | { kind: 'usage'; node: Usage; id: string }
  /** All that a template is given: `.Values` is in it. */
  | { kind: 'context'; values: Usage; id: string }
  | { kind: 'map'; entries: ReadonlyMap<string, Values>; id: string }
  | { kind: 'list'; items: readonly Values[]; id: string }
  /** YAML or JSON made of something. */
  | { kind: 'rendered'; of: Values; id: string }
  /** A text; `*` stands for what isn't known. */
  | { kind: 'text'; text: string; id: string };

export interface Values {
  readonly members: readonly Value[];
  readonly id: string;
}

export const NOTHING: Values = { members: [], id: '' };

/** Of more alternatives than these the first are kept: a template that has more is generated, or hostile. */
const MAX_MEMBERS = 24;
/** A map deeper than this has no more that is looked for. */
const MAX_DEPTH = 8;
/** Of what is known by one name for each, as ids nest. */
const names = new Map<string, string>();

export const usage = (node: Usage): Values => one({ kind: 'usage', node, id: `u${node.id}` });
export const context = (values: Usage): Values => one({ kind: 'context', values, id: `c${values.id}` });
export const text = (words: string): Values => one({ kind: 'text', text: words, id: short(`"${words}"`) });
export const UNKNOWN_TEXT = text('*');

export function map(entries: ReadonlyMap<string, Values>): Values {
  const id = [...entries].map(([key, value]) => `${JSON.stringify(key)}:${value.id}`).sort();
  return one({ kind: 'map', entries, id: short(`{${id.join()}}`) });
}

export function list(items: readonly Values[]): Values {
  return one({ kind: 'list', items, id: short(`[${items.map(({ id }) => id).join()}]`) });
}

export function rendered(of: Values): Values {
  return of.members.length === 0 ? UNKNOWN_TEXT : one({ kind: 'rendered', of, id: short(`r(${of.id})`) });
}

export function union(...all: readonly Values[]): Values {
  const given = all.filter(({ members }) => members.length > 0);
  const [first = NOTHING] = given;
  if (given.every(({ id }) => id === first.id)) return first;
  const members = new Map<string, Value>();
  for (const { members: some } of given) for (const member of some) members.set(member.id, member);
  const kept = [...members.values()].slice(0, MAX_MEMBERS);
  return {
    members: kept,
    id: short(
      kept
        .map(({ id }) => id)
        .sort()
        .join('|'),
    ),
  };
}

/** The field of each that has one. */
export function field(of: Values, name: string): Values {
  return union(...of.members.map((member) => fieldOf(member, name)));
}

/** What is at a key that isn't known, or in a list. */
export function entryOf(of: Values): Values {
  return union(
    ...of.members.map((member): Values => {
      if (member.kind === 'usage') return usage(member.node.entry());
      if (member.kind === 'map') return union(...member.entries.values());
      return member.kind === 'list' ? union(...member.items) : NOTHING;
    }),
  );
}

/** The texts that it may be. */
export function textsOf(of: Values): string[] {
  return of.members.flatMap((member) => (member.kind === 'text' ? [member.text] : []));
}

/** What YAML was made of. */
export function parsed(of: Values): Values {
  return union(...of.members.map((member) => (member.kind === 'rendered' ? member.of : NOTHING)));
}

/** Does something for each value of the chart that is in it. */
export function eachUsage(of: Values, act: (node: Usage) => void): void {
  for (const member of of.members) if (member.kind === 'usage') act(member.node);
}

/** It is printed: what YAML is made of is used as a whole. */
export function print(of: Values): void {
  for (const member of of.members) {
    if (member.kind === 'usage') member.node.text = true;
    else if (member.kind === 'rendered') printWhole(member.of, 0, new Map());
  }
}

// --- internal ---

function one(member: Value): Values {
  return { members: [member], id: member.id };
}

function short(name: string): string {
  if (name.length < 40) return name;
  const known = names.get(name);
  if (known) return known;
  const made = `#${names.size}`;
  names.set(name, made);
  return made;
}

function fieldOf(member: Value, name: string): Values {
  if (member.kind === 'usage') return usage(member.node.field(name));
  if (member.kind === 'context') return name === 'Values' ? usage(member.values) : NOTHING;
  return member.kind === 'map' ? (member.entries.get(name) ?? NOTHING) : NOTHING;
}

/** @param seen the depth at which each was looked into: the same may be in it many times over */
function printWhole(of: Values, depth: number, seen: Map<string, number>): void {
  if (depth > MAX_DEPTH || (seen.get(of.id) ?? Number.POSITIVE_INFINITY) <= depth) return;
  seen.set(of.id, depth);
  for (const member of of.members) {
    if (member.kind === 'usage') member.node.whole = true;
    else if (member.kind === 'map') for (const value of member.entries.values()) printWhole(value, depth + 1, seen);
    else if (member.kind === 'list') for (const item of member.items) printWhole(item, depth + 1, seen);
    else if (member.kind === 'rendered') printWhole(member.of, depth + 1, seen);
  }
}
