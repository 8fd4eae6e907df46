/** What the functions of Helm's templates do, as far as it says what becomes of values: https://helm.sh/docs/chart_template_guide/function_list/ */
import { escaped } from '../text/escape';
import {
  eachUsage,
  entryOf,
  field,
  list,
  map,
  NOTHING,
  parsed,
  rendered,
  text,
  textsOf,
  UNKNOWN_TEXT,
  union,
  type Values,
} from './values';

type Call = (args: readonly Values[]) => Values;

/** The result of a function with these arguments; of one that isn't known, a text that is made of them. */
export function call(name: string, args: readonly Values[]): Values {
  // `mustMerge` is `merge` that fails aloud.
  const plain = name.replace(/^must([A-Z])/, (_, letter: string) => letter.toLowerCase());
  const known = Object.hasOwn(FUNCTIONS, plain) ? FUNCTIONS[plain] : undefined;
  return (known ?? madeOfText)(args);
}

/** Names of a key or template that may be meant by a text with unknown parts. */
export function matching(pattern: string, names: Iterable<string>): string[] {
  if (!pattern.includes('*')) return [pattern];
  const expression = new RegExp(`^${pattern.split(/\*+/).map(escaped).join('.*')}$`, 's');
  return [...names].filter((name) => expression.test(name));
}

/** What is at a key, or at any, where it isn't known. */
export function at(of: Values, key: Values): Values {
  const texts = textsOf(key);
  if (texts.length === 0) return entryOf(of);
  return union(
    ...texts.map((one) => {
      if (!one.includes('*')) return /^\d+$/.test(one) ? item(of, Number(one)) : field(of, one);
      const known = of.members.flatMap((member) => (member.kind === 'map' ? [...member.entries.keys()] : []));
      return union(entryOf(of), ...matching(one, known).map((name) => field(of, name)));
    }),
  );
}

// --- internal ---

function item(of: Values, position: number): Values {
  const items = of.members.map((member) => (member.kind === 'list' ? (member.items[position] ?? NOTHING) : NOTHING));
  return union(...items, entryOf({ ...of, members: of.members.filter(({ kind }) => kind === 'usage') }));
}

const all: Call = (args) => union(...args);
const nothing: Call = () => NOTHING;
const last: Call = (args) => args.at(-1) ?? NOTHING;
const first: Call = (args) => args[0] ?? NOTHING;

/** Another text of texts: what YAML is in it stays. */
const madeOfText: Call = (args) => {
  for (const one of args) eachUsage(one, (node) => (node.text = true));
  const yaml = args.map((one) => ({ ...one, members: one.members.filter(({ kind }) => kind === 'rendered') }));
  return union(UNKNOWN_TEXT, ...yaml.filter(({ members }) => members.length > 0).map((one) => rendered(parsed(one))));
};

/** Each combination of what the parts may be, up to a few. */
const joined = (format: string, args: readonly Values[]): Values => {
  let texts = [''];
  const rest = [...args];
  for (const part of format.split(/(%[-+# 0-9.]*[a-zA-Z])/)) {
    const next = /^%/.test(part) && !part.endsWith('%') ? textsOf(rest.shift() ?? NOTHING) : [part];
    const choices = next.length > 0 ? next : ['*'];
    texts = texts.flatMap((start) => choices.map((choice) => start + choice)).slice(0, MAX_TEXTS);
  }
  return union(...texts.map(text), madeOfText(args));
};

const MAX_TEXTS = 16;

const tested: Call = (args) => {
  for (const one of args) eachUsage(one, (node) => (node.condition = true));
  return UNKNOWN_TEXT;
};

const ofKind: Call = ([kind = NOTHING, value = NOTHING]) => {
  for (const name of textsOf(kind)) eachUsage(value, (node) => node.kinds.add(name));
  return UNKNOWN_TEXT;
};

const anyKind: Call = ([value = NOTHING]) => {
  eachUsage(value, (node) => node.kinds.add('*'));
  return UNKNOWN_TEXT;
};

const keysNamed: Call = ([of = NOTHING, ...keys]) => {
  for (const key of keys) for (const name of textsOf(key)) if (!name.includes('*')) field(of, name);
  return of;
};

const dict: Call = (args) => {
  const entries = new Map<string, Values>();
  for (let position = 0; position + 1 < args.length; position += 2)
    for (const key of textsOf(args[position] as Values)) entries.set(key, args[position + 1] as Values);
  return map(entries);
};

const dig: Call = (args) => {
  const keys = args.slice(0, -2);
  return union(args.at(-2) ?? NOTHING, keys.reduce(at, args.at(-1) ?? NOTHING));
};

const keys: Call = (args) => {
  const known = args.flatMap(({ members }) =>
    members.flatMap((member) => (member.kind === 'map' ? [...member.entries.keys()].map(text) : [])),
  );
  for (const one of args) eachUsage(one, (node) => (node.ranged = true));
  return list([union(UNKNOWN_TEXT, ...known)]);
};

const changedCase =
  (change: (text: string) => string): Call =>
  (args) => {
    const texts = textsOf(args.at(-1) ?? NOTHING);
    return union(madeOfText(args), ...texts.map((one) => text(change(one))));
  };

const FUNCTIONS: Readonly<Record<string, Call>> = {
  dict,
  list: (args) => list(args),
  tuple: (args) => list(args),
  index: ([of = NOTHING, ...path]) => path.reduce(at, of),
  get: ([of = NOTHING, key = NOTHING]) => at(of, key),
  dig,
  pluck: ([key = NOTHING, ...maps]) => list([union(...maps.map((one) => at(one, key)))]),
  hasKey: (args) => {
    keysNamed(args);
    return UNKNOWN_TEXT;
  },
  pick: keysNamed,
  omit: keysNamed,
  unset: keysNamed,
  // What it changes is the interpreter's.
  set: ([of = NOTHING, key = NOTHING, value = NOTHING]) => union(of, dict([key, value])),
  keys,
  values: ([of = NOTHING]) => list([entryOf(of)]),
  first: ([of = NOTHING]) => item(of, 0),
  last: ([of = NOTHING]) => entryOf(of),
  rest: first,
  initial: first,
  slice: first,
  uniq: last,
  compact: last,
  reverse: last,
  sortAlpha: last,
  without: first,
  append: ([of = NOTHING, value = NOTHING]) => union(of, list([value])),
  prepend: ([of = NOTHING, value = NOTHING]) => union(of, list([value])),
  concat: all,
  chunk: (args) => list([args.at(-1) ?? NOTHING]),
  merge: all,
  mergeOverwrite: all,
  deepCopy: last,
  required: last,
  default: all,
  coalesce: all,
  or: all,
  and: all,
  not: tested,
  empty: nothing,
  ternary: (args) => {
    tested(args.slice(2));
    return union(...args.slice(0, 2));
  },
  toYaml: ([value = NOTHING]) => rendered(value),
  toYamlPretty: ([value = NOTHING]) => rendered(value),
  toJson: ([value = NOTHING]) => rendered(value),
  toPrettyJson: ([value = NOTHING]) => rendered(value),
  toRawJson: ([value = NOTHING]) => rendered(value),
  toToml: ([value = NOTHING]) => rendered(value),
  fromYaml: ([value = NOTHING]) => parsed(value),
  fromJson: ([value = NOTHING]) => parsed(value),
  fromYamlArray: ([value = NOTHING]) => parsed(value),
  fromJsonArray: ([value = NOTHING]) => parsed(value),
  fromToml: ([value = NOTHING]) => parsed(value),
  kindIs: ofKind,
  typeIs: ofKind,
  typeIsLike: ofKind,
  kindOf: anyKind,
  typeOf: anyKind,
  len: nothing,
  has: nothing,
  fail: nothing,
  lookup: nothing,
  // Checksums print nothing of what they are made of.
  sha1sum: nothing,
  sha256sum: nothing,
  sha512sum: nothing,
  adler32sum: nothing,
  lower: changedCase((one) => one.toLowerCase()),
  upper: changedCase((one) => one.toUpperCase()),
  toString: (args: readonly Values[]) => union(madeOfText(args), ...textsOf(last(args)).map(text)),
  quote: (args) => union(madeOfText(args), ...textsOf(last(args)).map(text)),
  print: (args) => joined(args.map(() => '%v').join(''), args),
  printf: ([format = NOTHING, ...args]) => union(...textsOf(format).map((one) => joined(one, args))),
};
